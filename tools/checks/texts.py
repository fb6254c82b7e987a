"""Every text of the web pages exists in German and in English: both tables name the same keys and leave none empty."""
import re

from tree import Fault, Source

NAME = "German and English texts"

TABLE = re.compile(r"^web/.*\b(?P<language>de|en)\.(?:ts|json)$")
ENTRY = re.compile(r"""^\s*(?:"(?P<quoted>[\w.-]+)"|(?P<plain>[A-Za-z_]\w*))\s*:\s*(?P<value>.*)$""", re.M)


def keys(source):
    return {entry["quoted"] or entry["plain"]: source.line_of(entry.start(entry.lastgroup or 0))
            for entry in ENTRY.finditer(source.text)}


def faults(source):
    if not TABLE.match(source.path):
        return
    for entry in ENTRY.finditer(source.text):
        if re.match(r"""(""|''|``)\s*,?\s*$""", entry["value"]):
            yield Fault(source.path, source.line_of(entry.start()), "an empty text")


def tree_faults(every):
    tables = {source.path: source for source in every if TABLE.match(source.path)}
    for path, source in tables.items():
        language = TABLE.match(path)["language"]
        other = re.sub(rf"\b{language}(\.\w+)$", {"de": r"en\1", "en": r"de\1"}[language], path)
        if other not in tables:
            yield Fault(path, 1, f"has no counterpart {other}")
            continue
        for key in sorted(set(keys(source)) - set(keys(tables[other]))):
            yield Fault(path, keys(source)[key], f"{key} is missing in {other}")


BAD = [Source("web/shared/texts/de.ts", 'export const de = {\n  sign_in: "",\n};\n')]
GOOD = [Source("web/shared/texts/de.ts", 'export const de = {\n  sign_in: "Anmelden",\n};\n')]
BAD_TREE = [
    [Source("web/texts/de.ts", '  a: "x",\n  b: "y",\n'), Source("web/texts/en.ts", '  a: "x",\n')],
    [Source("web/texts/en.ts", '  a: "x",\n')],
]
GOOD_TREE = [[Source("web/texts/de.ts", '  a: "x",\n'), Source("web/texts/en.ts", '  a: "y",\n')]]
