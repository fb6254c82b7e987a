"""Words that may be found nowhere but at the hospital, and the forms in which they could hide."""
import base64

MARKERS = {
    "family_name": "Wolkenbruch-Zaunkönig", "given_name": "Euphrosyne-Mechthild", "street": "Kieselgasse 4711",
    "insurant_number": "Y731904655", "keyword": "Bernsteinzimmerfund", "text": "Kornblumenblauer Dromedarsattel",
}


def put_into(record):
    """Every place of a mission where somebody's words stand."""
    patient, arrival = record["patient"], record["arrival"]
    patient.update({name: MARKERS[name] for name in ("family_name", "given_name", "street")})
    record["insurance"]["insurant_number"] = MARKERS["insurant_number"]
    arrival.update(keyword=MARKERS["keyword"], text=MARKERS["text"])


def base64_cores(raw):
    """What of a base64 text does not depend on its neighbours, for each of the three places where it may begin."""
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + raw)
        first = (0, 2, 3)[offset]
        whole = text[first:len(text) - 4]
        yield whole
        yield whole.replace(b"+", b"-").replace(b"/", b"_")


def forms(word):
    raw = word.encode()
    yield raw
    yield word.encode("utf-16-le")
    yield word.encode("latin-1")
    yield raw.hex().encode()
    yield "".join(c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in word).encode()
    yield from base64_cores(raw)


def found_in(data):
    """The names of the markers that stand in these bytes, in whatever form."""
    return sorted({name for name, word in MARKERS.items() if any(form in data for form in forms(word))})
