#!/usr/bin/python3
"""Our HL7 against an independent implementation, python-hl7: it reads what we build, serves our client, calls our listener.

Usage: python_peer_test.py PEER_DRIVER. Exit status 77 means: skipped, python3-hl7 is not installed.
"""
import asyncio
import base64
import subprocess
import sys

try:
    import hl7
    import hl7.client
    import hl7.mllp
except ImportError:
    print("skipped: no python3-hl7")
    sys.exit(77)

DRIVER = sys.argv[1]


def check(found, expected, what):
    if found != expected:
        raise SystemExit(f"{what}: expected {expected!r}, found {found!r}")


def built(kind):
    raw = subprocess.run([DRIVER, "build", kind], check=True, capture_output=True).stdout
    return hl7.parse(raw.decode("utf-8"))


def check_patient(message):
    check(len(message.segments("PID")), 1, "PID segments")
    check(message.extract_field("PID", 1, 3, 1, 1), "0123456789abcdef0123456789abcdef", "PID-3")
    check(message.extract_field("PID", 1, 3, 2, 1), "A123456780", "PID-3, second repetition")
    check(message.extract_field("PID", 1, 5, 1, 1), "Müller|Meier^&~\\", "PID-5.1")
    check(message.extract_field("PID", 1, 5, 1, 2), "Jürgen\rPID|2", "PID-5.2")
    check(message.extract_field("PID", 1, 7, 1, 1), "19450812", "PID-7")


def test_python_reads_what_we_build():
    report = built("oru")
    check(str(report.segment("MSH")[9]), "ORU^R01^ORU_R01", "MSH-9")
    check(str(report.segment("MSH")[10]), "ORU-1", "MSH-10")
    check(str(report.segment("MSH")[18]), "UNICODE UTF-8", "MSH-18")
    check_patient(report)
    systolic = [obx for obx in report.segments("OBX") if str(obx[3]).startswith("8480-6")][0]
    check([str(systolic[i]) for i in (2, 3, 5, 6, 11)],
          ["NM", "8480-6^Systolic blood pressure^LN", "135", "mm[Hg]^^UCUM", "P"], "OBX of the blood pressure")
    document = built("mdm")
    check(str(document.segment("MSH")[9]), "MDM^T02^MDM_T02", "MSH-9")
    check_patient(document)
    check(str(document.segment("TXA")[12]), "0123456789abcdef0123456789abcdef-1^VORAB", "TXA-12")
    data = document.segment("OBX")[5][0]
    check([str(data[1]), str(data[3])], ["application/pdf", "Base64"], "OBX-5")
    check(base64.b64decode(str(data[4])), b"P" * 300_000, "the document")


async def test_our_client_sends_to_python():
    received = []

    async def serve(reader, writer):
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                received.append(message)
                writer.writemessage(message.create_ack())
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async with await hl7.mllp.start_hl7_server(serve, host="127.0.0.1", port=0, encoding="utf-8", limit=1 << 24) as server:
        port = server.sockets[0].getsockname()[1]
        driver = await asyncio.create_subprocess_exec(DRIVER, "send", str(port), stdout=asyncio.subprocess.PIPE)
        output, _ = await asyncio.wait_for(driver.communicate(), 30)
    check(output.decode(), "accepted ORU-1\naccepted MDM-1\n", "answers")
    check(len(received), 2, "messages received")
    for message in received:
        check_patient(message)


def test_python_sends_to_our_listener():
    driver = subprocess.Popen([DRIVER, "listen", "2"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    port = int(driver.stdout.readline())
    with hl7.client.MLLPClient("127.0.0.1", port, encoding="utf-8") as client:
        for number, conditions, code in (("1", "|||", "AA"), ("2", "|||AL|NE", "CA")):
            answer = client.send_message(
                f"MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401||ADT^A01^ADT_A01|{number}|P|2.5{conditions}\rPID|1||4711||Özdemir^Ay\u015fe\r")
            ack = hl7.parse(answer.decode("utf-8").strip("\x0b\x1c\r"))
            check([str(ack.segment("MSA")[1]), str(ack.segment("MSA")[2])], [code, number], "acknowledgement")
            check(str(ack.segment("MSH")[9]), "ACK^A01^ACK", "MSH-9 of the acknowledgement")
    output, _ = driver.communicate(timeout=30)
    check(output, "Özdemir\nÖzdemir\n", "names that arrived")
    check(driver.returncode, 0, "exit status")


test_python_reads_what_we_build()
asyncio.run(test_our_client_sends_to_python())
test_python_sends_to_our_listener()
print("python-hl7", hl7.__version__, "agrees")
