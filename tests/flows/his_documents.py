#!/usr/bin/python3
"""Documents in the hospital information system: a patient is admitted, a person links the announced one in the tracker, and the
printed page and the crew's PDFs stand in the patient's file; a later version takes the page's place; the end of the link takes
all of it out. Every message is read by python-hl7. A system that refuses leaves deliveries that wait for a person."""
import asyncio
import base64
import datetime
import os
import subprocess
import time

import hl7
import hl7.client
import hl7.mllp

import his_side
from his_side import HOUSE, ask, check, event, number

import rescue_service
from tracker import Tracker

TARGET = "his-documents"
UNIQUE = f"{os.getpid()}{int(time.time()) % 100000}"
NUMBER, VISIT = f"D{UNIQUE}", f"V{UNIQUE}"


def admit():
    """By python-hl7."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S+0000")
    with hl7.client.MLLPClient("127.0.0.1", HOUSE.ports.his_inbound, encoding="iso-8859-1") as client:
        answer = client.send_message(his_side.admission(NUMBER, VISIT, now, UNIQUE))
    return str(hl7.parse(answer.strip(b"\v\x1c\r"), encoding="iso-8859-1").segment("MSA")[1])


def deliveries(case):
    return his_side.deliveries(case, TARGET)


def settled(case, after, count):
    return his_side.settled(case, TARGET, after, count)


def link(tracker, case):
    return his_side.link(tracker, case, NUMBER, VISIT)


def messages_about(case):
    """What the simulated system kept of what it was sent, as python-hl7 reads it."""
    kept = (HOUSE.his / "messages.hl7").read_bytes().decode("iso-8859-1").split("\n\n")
    parsed = [hl7.parse(text.strip("\n").replace("\n", "\r")) for text in kept if "|MDM^" in text]
    return [message for message in parsed if str(message.extract_field("TXA", 1, 12, 1, 1)).startswith(case)]


def pdf_in(message):
    media_type, coding, content = (message.extract_field("OBX", 1, 5, 1, part) for part in (2, 4, 5))
    return (media_type, coding), base64.b64decode(content, validate=True)


def text_of(pdf):
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def documents_of(case):
    return {file.stem: file.read_bytes() for file in (HOUSE.his / "documents").glob(f"{case}-*.pdf")}


def check_linked(case, messages):
    check("the link sends the page and both of the crew's PDFs, MDM^T02 each", [event(message) for message in messages], ["T02"] * 3)
    check("each names the linked patient and visit", {
        (message.extract_field("PID", 1, 3, 1, 1), message.extract_field("PV1", 1, 19, 1, 1)) for message in messages}, {(NUMBER, VISIT)})
    check("each has a number of its own", sorted(number(message) for message in messages), [f"{case}-{i}" for i in (1, 2, 3)])
    contents = {number(message): pdf_in(message) for message in messages}
    check("OBX-5 says what it is, as German systems read it", {kind for kind, _ in contents.values()}, {("application/pdf", "Base64")})
    pdfs = {name: pdf for name, (_, pdf) in contents.items()}
    check("OBX-5 decodes to a PDF", {pdf[:5] for pdf in pdfs.values()}, {b"%PDF-"})
    check("the system has filed these very bytes", documents_of(case), pdfs)
    attached = [(rescue_service.EXAMPLES / "attachments" / name).read_bytes() for name in ("ecg.pdf", "protocol.pdf")]
    check("the crew's PDFs came as they were sent", sorted(pdf for pdf in pdfs.values() if pdf in attached), sorted(attached))
    page = text_of(pdfs[f"{case}-1"])
    check("the page tells of the patient and the mission", [word for word in ("Brandstätter", "STEMI Hinterwand") if word not in page], [])


def check_later(case, messages):
    check("a later version replaces the page", [(event(message), number(message), message.extract_field("TXA", 1, 13, 1, 1))
                                                for message in messages], [("T10", f"{case}-4", f"{case}-1")])
    check("which then says something else", "Hinterwand, jetzt" in text_of(pdf_in(messages[0])[1]), True)
    check("the former page is out of the file", sorted(documents_of(case)), [f"{case}-{i}" for i in (2, 3, 4)])


def check_unlinked(case, messages):
    check("the end of the link withdraws what stands in the file, and nothing else",
          sorted((event(message), number(message), str(message.segment("TXA")[19])) for message in messages),
          [("T11", f"{case}-{i}", "CA") for i in (2, 3, 4)])
    check("from the patient to whom it was filed", {message.extract_field("PID", 1, 3, 1, 1) for message in messages}, {NUMBER})
    check("the file is empty", documents_of(case), {})


async def refused(case, tracker, before):
    """python-hl7 in the place of the information system says AR to all."""
    async def hospital(reader, writer):
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                writer.writemessage(message.create_ack("AR"))
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()

    async with await hl7.mllp.start_hl7_server(hospital, "127.0.0.1", HOUSE.ports.his, encoding="iso-8859-1"):
        link(tracker, case)
        return await asyncio.to_thread(settled, case, before, 3)


def main():
    check("python-hl7 admits a patient, and is answered AA", admit(), "AA")
    mission = rescue_service.begin("stemi")
    rescue_service.send(HOUSE, mission)
    case, tracker = mission.case, Tracker(HOUSE)
    check("before anybody has linked, nothing is meant for the patient's file", deliveries(case), [])
    candidates = tracker.call("GET", f"cases/{case}/matches")["candidates"]
    check("the admitted patient is among the suggestions", NUMBER in [found["patient"]["number"] for found in candidates], True)
    link(tracker, case)
    check("all of it is delivered", settled(case, 0, 3), ["delivered"] * 3)
    check_linked(case, messages_about(case))

    mission.given["arrival"]["keyword"] += ", jetzt kritisch"
    rescue_service.send(HOUSE, mission)
    check("the later version is delivered by itself", settled(case, 3, 1), ["delivered"])
    check_later(case, messages_about(case)[3:])

    tracker.call("DELETE", f"cases/{case}/link")
    told = settled(case, 4, 4)
    check("so are the withdrawals; one finds nothing to withdraw", told, ["delivered"] * 4)
    check_unlinked(case, messages_about(case)[4:])

    ask("stop")
    try:
        check("what the system refuses (AR) waits for a person", asyncio.run(refused(case, tracker, 8)), ["rejected"] * 3)
        check("with the reason", {reason.split(",")[0] for _, reason in deliveries(case)[8:]}, {"the HIS does not take it (AR)"})
    finally:
        ask("start")


main()
