#!/usr/bin/python3
"""python-hl7 as the hospital information system for one mission: it listens where ours did, parses, and acknowledges."""
import asyncio
import json
import os
import pathlib
import subprocess
import sys

import hl7
import hl7.mllp

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
EXAMPLE = "stemi"


def say(word):
    print(json.dumps(word), flush=True)


def ask(what):
    say({"do": what, "process": "hospital information system"})
    return json.loads(sys.stdin.readline())


def check(sentence, found, expected):
    say({"check": sentence, "ok": found == expected, "why": f"expected {expected!r}, found {found!r}"})


async def send_mission():
    """With the reference sender; returns the case."""
    pki, root = SYSTEM["pki"], SYSTEM["root"]
    sender = await asyncio.create_subprocess_exec(
        f"{SYSTEM['programs']}/vorab-ambulance", "send", f"{root}/schemas/examples/{EXAMPLE}.json", "--gateway", SYSTEM["gateway"],
        "--client", SYSTEM["client"], "--secret-file", f"{SYSTEM['folder']}/secrets/client", "--ca", f"{pki}/server-ca.pem",
        "--hospital-ca", f"{pki}/hospital-ca.pem", "--signing-key", f"{pki}/ambulance.key", "--certificate", f"{pki}/ambulance.pem",
        "--mailbox", SYSTEM["mailbox"], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, errors = await sender.communicate()
    if sender.returncode:
        raise RuntimeError(f"the sender ended with {sender.returncode}: {errors.decode()[-300:]}")
    return json.loads(out.decode().strip().splitlines()[-1])["case"]


async def serve_one_mission():
    """The message about our case, parsed, after it was acknowledged."""
    messages = asyncio.Queue()

    async def hospital(reader, writer):
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                writer.writemessage(message.create_ack("AA"))
                await writer.drain()
                await messages.put(message)
        except asyncio.IncompleteReadError:
            writer.close()

    server = await hl7.mllp.start_hl7_server(hospital, "127.0.0.1", SYSTEM["ports"]["his"], encoding="iso-8859-1")
    async with server:
        case = await send_mission()
        until = asyncio.get_running_loop().time() + (120 if SYSTEM["slow"] else 30)
        while True:  # ours may have left something behind: that is acknowledged and passed over
            message = await asyncio.wait_for(messages.get(), until - asyncio.get_running_loop().time())
            if str(message.segment("OBR")[3]).startswith(case):
                return case, message


def query(sql):
    ran = subprocess.run(["mariadb", "--no-defaults", f"--socket={SYSTEM['database_socket']}", "--batch", "--skip-column-names",
                          SYSTEM["databases"]["mailbox"]], input=sql, text=True, capture_output=True, check=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


async def settled(case):
    for _ in range(600):
        rows = query(f"SELECT state FROM delivery WHERE channel = 'hl7' AND case_id = '{case}'")
        if rows and rows[0][0] != "pending" and rows[0][0] != "sending":
            break
        await asyncio.sleep(0.05)
    return rows


def observations(message):
    return {str(obx[3]).split("^")[0]: obx for obx in message.segments("OBX")}


def check_message(case, message):
    record = json.loads(pathlib.Path(SYSTEM["root"], "schemas", "examples", f"{EXAMPLE}.json").read_text())
    patient = record["patient"]
    check("the message is ORU^R01 of HL7 2.5 from Vorab", [str(message.segment("MSH")[i]) for i in (9, 12)], ["ORU^R01^ORU_R01", "2.5"])
    check("PID-3 is the case, until the hospital's own number is known", message.extract_field("PID", 1, 3, 1, 1), case)
    check("PID-3 also has the insurant number", message.extract_field("PID", 1, 3, 2, 1), record["insurance"]["insurant_number"])
    check("PID-5 is the name, umlauts included", [message.extract_field("PID", 1, 5, 1, i) for i in (1, 2)],
          [patient["family_name"], patient["given_name"]])
    check("PID-7 and PID-8 are birth date and sex", [message.extract_field("PID", 1, i, 1, 1) for i in (7, 8)],
          [patient["birth_date"].replace("-", ""), "M"])
    check("PV1-2 says emergency", str(message.segment("PV1")[2]), "E")
    check("OBR-25 says preliminary", str(message.segment("OBR")[25]), "P")
    seen = observations(message)
    check("the keyword and the priority are observations", [str(seen[code][5]) for code in ("KEYWORD", "PRIORITY")],
          [record["arrival"]["keyword"], record["arrival"]["priority"]])
    numbers = {(value["code"], float(value["value"])) for value in record["measurements"] if "value" in value}
    told = {(str(obx[3]).split("^")[0], float(str(obx[5]))) for obx in message.segments("OBX") if str(obx[2]) == "NM"}
    check("every measured value is an observation with its LOINC code", sorted(numbers - told), [])
    check("the observations are numbered", [str(obx[1]) for obx in message.segments("OBX")],
          [str(i + 1) for i in range(len(message.segments("OBX")))])


async def main():
    ask("stop")
    try:
        case, message = await serve_one_mission()
        check_message(case, message)
        check("the hospital server takes python-hl7's acknowledgement: delivered", [row[0] for row in await settled(case)],
              ["delivered"])
    finally:
        ask("start")


asyncio.run(main())
