"""The tree as the checks see it: every file that git tracks or would track, with comments and texts blanked on demand."""
import dataclasses
import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CPP = (".cpp", ".hpp")


@dataclasses.dataclass(frozen=True)
class Source:
    """One file. `path` is written from the root of the tree; `text` is its content."""

    path: str
    text: str

    @functools.cached_property
    def code(self):
        """C++ without comments and without the inside of texts; every line keeps its number."""
        return blank(self.text)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    @property
    def is_cpp(self):
        return self.path.endswith(CPP)


@dataclasses.dataclass(frozen=True)
class Fault:
    path: str
    line: int
    words: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.words}"


TOKEN = re.compile(
    r'R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'  # raw text
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"  # not the separators of 1'000
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.S,
)


def blank(text):
    def quiet(match):
        word = match.group()
        lines = "\n" * word.count("\n")
        if word.startswith("/"):
            return lines
        return '""' + lines if '"' in word else "' '"

    return TOKEN.sub(quiet, text)


def list_files():
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True).stdout.decode()
    return sorted(path for path in set(listed.split("\0")) if path and (ROOT / path).is_file())


def read(path):
    """The file, or nothing when it is not text."""
    try:
        return Source(path, (ROOT / path).read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return None


def sources():
    return [source for source in map(read, list_files()) if source]
