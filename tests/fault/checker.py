"""The judge: holds what senders were answered against what the hospital has stored. It knows nothing of how the answers came
about.

    I1  every transmission that was answered 200, 201 or 202 is stored once, with the digest of the bytes that were sent
    I2  one that was never answered is stored once or not at all, and with that digest as well
    I3  every stored transmission has its audit row, and no audit row speaks of another
    I4  each stored transmission has one set of deliveries: no alarm twice
and: a receipt names the digest of what was sent; nothing rests at the gateway."""
import collections
import json

from missions import from_b64


def receipt_of(body):
    token = json.loads(body).get("receipt")
    return json.loads(from_b64(token.split(".")[1])) if token else None


def judge(sent, answers, world):
    """`sent`: digest by transmission. `answers`: (transmission, status, body). Yields what is wrong, in words."""
    stored = collections.defaultdict(list)
    for transmission, digest in world.query("mailbox", "SELECT id, LOWER(HEX(sha256)) FROM transmission"):
        stored[transmission].append(digest)
    yield from judge_answers(sent, answers, stored)
    for transmission, digests in stored.items():
        if digests != [sent.get(transmission)]:
            yield f"I2 {transmission}: stored as {digests}, sent as {sent.get(transmission)}"
    audited = collections.Counter(row[0] for row in world.query(
        "mailbox", "SELECT transmission FROM audit WHERE event = 'transmission.stored'"))
    for transmission in stored.keys() | audited.keys():
        if (transmission in stored) != (audited[transmission] == 1):
            yield f"I3 {transmission}: stored {len(stored.get(transmission, []))} times, audited {audited[transmission]} times"
    for transmission, channel, target, count in world.query(
            "mailbox", "SELECT transmission, channel, target, COUNT(*) FROM delivery GROUP BY 1, 2, 3 HAVING COUNT(*) > 1"):
        yield f"I4 {transmission}: {count} deliveries to {channel} {target}"
    resting = world.query("gateway", "SELECT COUNT(*) FROM parked WHERE state = 'parked' OR body IS NOT NULL")[0][0]
    if resting != "0":
        yield f"{resting} envelopes rest at the gateway"


def judge_answers(sent, answers, stored):
    for transmission, status, body in answers:
        if status in (200, 201, 202) and stored.get(transmission) != [sent[transmission]]:
            yield f"I1 {transmission}: answered {status}, stored as {stored.get(transmission)}"
        receipt = receipt_of(body) if status in (200, 201) else None
        if status in (200, 201) and (not receipt or receipt["sha256"] != sent[transmission]):
            yield f"{transmission}: answered {status} without a receipt of its bytes"


def told(sent, answers, world, drained):
    """The end of a program of faults: what was sent and answered, and what is wrong; true when nothing is."""
    wrong = list(judge(sent, answers, world))
    if not drained:
        wrong.append("parked envelopes were not delivered")
    answered = collections.Counter(status for _, status, _ in answers)
    wrong += [f"an honest sender was answered {status}" for status in answered if status not in (200, 201, 202, 503)]
    print(json.dumps({"sent": len(sent), "answered": answered, "wrong": len(wrong)}))
    for words in wrong[:20]:
        print(f"  WRONG  {words}")
    return not wrong
