#!/usr/bin/python3
"""Every other way in which a hospital information system may want its documents, all at once, over mutual TLS: python-hl7 with
Python's ssl admits a patient and takes what a link, a later version and the end of the link send it: files by MDM^T01, T07 and
T09, content by T08, values by ORU^R01."""
import asyncio
import base64
import datetime
import os
import ssl
import time

import hl7
import hl7.mllp

import his_side
from his_side import HOUSE, ask, check, event, number

import pki
import rescue_service
from house import Ports
from tracker import Tracker

UNIQUE = f"{os.getpid()}{int(time.time()) % 100000}"
NUMBER, VISIT = f"R{UNIQUE}", f"W{UNIQUE}"
FOLDER = HOUSE.folder / "his-files"
PORTS = Ports.free()
THEIRS, OURS = PORTS.his, PORTS.his_inbound
ENCODING = "utf-8"
# What each receiver is called, and what it wants.
WANTED = {
    "files": 'message = "MDM^T01"\n' + f'folder = "{FOLDER}"',
    "same-files": 'message = "MDM^T01"\nlater_versions = "edit"\nunlink = "nothing"\nattachments = false\n' + f'folder = "{FOLDER}"',
    "edits": 'message = "MDM^T02"\nlater_versions = "edit"\nattachments = false\npdf_dialect = "international"',
    "report": 'message = "ORU^R01"\nattachments = false\nacknowledgement = "application"',
}
PAGES_ALONE = [name for name in WANTED if name != "files"]


def sections():
    """Of the hospital server's configuration."""
    tls = (f'[hl7.tls]\nca = "{HOUSE.pki}/server-ca.pem"\ncertificate = "{HOUSE.pki}/hospital-client.pem"\n'
           f'private_key = "{HOUSE.pki}/hospital-client.key"\n')
    targets = [f'[[hl7]]\ntarget = "{name}"\nhost = "localhost"\nport = {THEIRS}\nwhen = "link"\ncharset = "UNICODE UTF-8"\n'
               f'receiving_application = "{name}"\n{wanted}\n{tls}' for name, wanted in WANTED.items()]
    listener = (f'[[hl7_listener]]\nname = "his-tls"\naddress = "127.0.0.1"\nport = {OURS}\n'
                f'[hl7_listener.tls]\ncertificate = "{HOUSE.pki}/hospital.pem"\nprivate_key = "{HOUSE.pki}/hospital.key"\n'
                f'client_ca = "{HOUSE.pki}/client-ca.pem"\n')
    return "\n" + "\n".join([*targets, listener])


def tls_of(leaf, trusted, purpose):
    context = ssl.create_default_context(purpose, cafile=str(HOUSE.pki / f"{trusted}-ca.pem"))
    context.load_cert_chain(HOUSE.pki / f"{leaf}.pem", HOUSE.pki / f"{leaf}.key")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


class Receiver:
    """Keeps each message once, by its MSH-10, and says yes."""

    def __init__(self):
        self.taken = {}

    async def serve(self, reader, writer):
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                writer.writemessage(message.create_ack("AA" if not str(message.segment("MSH")[15]) else "CA"))
                await writer.drain()
                self.taken.setdefault(str(message.segment("MSH")[10]), message)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def about(self, name, after=0):
        return [message for message in self.taken.values() if str(message.segment("MSH")[5]) == name][after:]


async def admit(context):
    """The acknowledgement's code, or that nobody was heard."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S+0000")
    try:
        reader, writer = await hl7.mllp.open_hl7_connection("localhost", OURS, encoding="iso-8859-1", ssl=context)
        writer.writemessage(hl7.parse(his_side.admission(NUMBER, VISIT, now, UNIQUE)))
        await writer.drain()
        answer = await asyncio.wait_for(reader.readmessage(), his_side.PATIENCE)
        writer.close()
        return str(answer.segment("MSA")[1])
    except (ssl.SSLError, asyncio.IncompleteReadError, ConnectionError):
        return "nobody"


async def check_admission():
    check("over mutual TLS python's ssl admits a patient, and is answered AA",
          await admit(tls_of("his-client", "server", ssl.Purpose.SERVER_AUTH)), "AA")
    check("a certificate of another authority is not heard", await admit(tls_of("his-stranger", "server", ssl.Purpose.SERVER_AUTH)), "nobody")
    without = ssl.create_default_context(cafile=str(HOUSE.pki / "server-ca.pem"))
    check("nor is nobody's", await admit(without), "nobody")
    check("nor are words without TLS", await admit(None), "nobody")


async def settled(case, names, after, count):
    """The states for each receiver."""
    return {name: await asyncio.to_thread(his_side.settled, case, name, after, count) for name in names}


def file_of(message):
    return FOLDER / message.extract_field("TXA", 1, 16, 1, 1)


def check_files(case, messages):
    check("MDM^T01 names the page and each of the crew's PDFs", [event(message) for message in messages], ["T01"] * 3)
    files = [file_of(message).read_bytes() for message in messages]
    check("each is in the folder, whole", {content[:5] for content in files}, {b"%PDF-"})
    sent = [(rescue_service.EXAMPLES / "attachments" / name).read_bytes() for name in ("ecg.pdf", "protocol.pdf")]
    check("the crew's as they were sent", sorted(content for content in files if content in sent), sorted(sent))
    check("no file's name says anything but the case", {file_of(message).name.rsplit("-", 1)[0] for message in messages}, {case})
    check("and no message carries one", sum(len(str(message)) > 2000 for message in messages), 0)


def check_report(mission, message):
    check("ORU^R01 names the linked patient and visit",
          (message.extract_field("PID", 1, 3, 1, 1), message.extract_field("PV1", 1, 19, 1, 1)), (NUMBER, VISIT))
    told = {(str(obx[3]).split("^")[0], float(str(obx[5])), str(obx[6])) for obx in message.segments("OBX") if str(obx[2]) == "NM"}
    measured = {(value["code"], float(value["value"]), f"{value['unit']}^^UCUM") for value in mission.given["measurements"]
                if "value" in value}
    check("each measured value with its LOINC code and UCUM unit", sorted(measured - told), [])
    document = message.segments("OBX")[-1]
    content = document[5][0]
    check("the page is the last observation", (str(document[2]), str(content[1]), str(content[3])), ("ED", "application/pdf", "Base64"))
    check("whole", base64.b64decode(str(content[4]), validate=True)[:5], b"%PDF-")


def check_later(case, receiver):
    replaced = receiver.about("files", 3)
    check("files: T09 names the new number and the old",
          [(event(message), number(message), message.extract_field("TXA", 1, 13, 1, 1)) for message in replaced],
          [("T09", f"{case}-4", f"{case}-1")])
    check("files under the same number: T07", [(event(m), number(m)) for m in receiver.about("same-files", 1)], [("T07", f"{case}-1")])
    check("content under the same number: T08", [(event(m), number(m)) for m in receiver.about("edits", 1)], [("T08", f"{case}-1")])
    check("a report with a number of its own", len({str(message.segment("OBR")[3]) for message in receiver.about("report")}), 2)


def check_unlinked(receiver):
    check("files are withdrawn, T11", sorted((event(m), str(m.segment("TXA")[19])) for m in receiver.about("files", 4)), [("T11", "CA")] * 3)
    check("nothing, where nothing is wanted", receiver.about("same-files", 2), [])
    check("the edited page is withdrawn", [event(m) for m in receiver.about("edits", 2)], ["T11"])
    withdrawn = receiver.about("report", 2)
    check("the report is withdrawn: OBR-25 X, OBX-11 W, and no value", {(str(m.segment("OBR")[25]), str(m.segment("OBX")[11]),
          len(m.segments("OBX"))) for m in withdrawn}, {("X", "W", 1)})


async def one_case(receiver):
    mission = rescue_service.begin("stemi")
    await asyncio.to_thread(rescue_service.send, HOUSE, mission)
    case, tracker = mission.case, Tracker(HOUSE)
    his_side.link(tracker, case, NUMBER, VISIT)
    check("a link is told to every receiver", await settled(case, ["files"], 0, 3), {"files": ["delivered"] * 3})
    check("to each in its way", await settled(case, PAGES_ALONE, 0, 1), {name: ["delivered"] for name in PAGES_ALONE})
    check_files(case, receiver.about("files"))
    check_report(mission, receiver.about("report")[0])
    check("OBX-5 in the international way", [receiver.about("edits")[0].extract_field("OBX", 1, 5, 1, i) for i in (2, 3, 4)],
          ["application", "pdf", "Base64"])

    mission.given["arrival"]["keyword"] += ", jetzt kritisch"
    await asyncio.to_thread(rescue_service.send, HOUSE, mission)
    await settled(case, ["files"], 3, 1)
    await settled(case, PAGES_ALONE, 1, 1)
    check_later(case, receiver)

    tracker.call("DELETE", f"cases/{case}/link")
    await settled(case, ["files"], 4, 4)
    await settled(case, ["edits", "report"], 2, 1)
    check_unlinked(receiver)


async def main():
    FOLDER.mkdir(exist_ok=True)
    for leaf in (pki.Leaf("his-server", "server", "/CN=localhost/O=KIS", pki.TLS_SERVER),
                 pki.Leaf("his-client", "client", "/CN=kis/O=KIS", pki.TLS_CLIENT),
                 pki.Leaf("his-stranger", "sender", "/CN=kis/O=KIS", pki.TLS_CLIENT)):
        pki.make_leaf(HOUSE.pki, leaf)
    receiver = Receiver()
    tls = tls_of("his-server", "hospital", ssl.Purpose.CLIENT_AUTH)
    server = await hl7.mllp.start_hl7_server(receiver.serve, "127.0.0.1", THEIRS, encoding=ENCODING, limit=1 << 24, ssl=tls)
    async with server:
        ask("configure", "vorab-hospital", sections=sections())
        try:
            await check_admission()
            await one_case(receiver)
        finally:
            ask("configure", "vorab-hospital", sections="")


asyncio.run(main())
