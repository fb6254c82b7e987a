"""Who may include whom. The folders are the architecture: a room knows only the rooms named beside it here."""
import re

from tree import Fault, Source

NAME = "walls between rooms"

ROOMS = {
    "common/core": (),
    "common/names": (),
    "common/passwords": ("common/core",),
    "common/configuration": ("common/core",),
    "common/envelope": ("common/core",),
    "common/signing": ("common/envelope", "common/core"),
    "common/sealing": ("common/signing", "common/envelope", "common/core"),
    "common/async": ("common/core",),
    # Whose certificate is let in: for everybody who speaks TLS.
    "common/trust": ("common/core",),
    "common/http": ("common/trust", "common/async", "common/core"),
    "common/database": ("common/async", "common/configuration", "common/core"),
    "common/outbox": ("common/http", "common/database", "common/async", "common/core"),
    "common/board": ("common/http", "common/database", "common/async", "common/signing", "common/envelope", "common/core"),
    "common/bus": ("common/http", "common/database", "common/async", "common/core"),
    "common/program": ("common/http", "common/database", "common/configuration", "common/async", "common/core"),
    "hl7": ("common/core",),
    "espax": ("common/core",),
    "gateway": ("common/core", "common/passwords", "common/configuration", "common/envelope", "common/signing", "common/async", "common/http",
                "common/database", "common/outbox", "common/board", "common/bus", "common/program"),
    # What a record is, without a server: the conformance kit judges with the product's own rooms.
    "hospital_server/record": ("common", "hospital_server"),
    # The printed page: pure, from a record to bytes.
    "hospital_server/pdf": ("common/core", "hl7"),
    "hospital_server": ("common", "hl7", "espax", "hospital_server/record", "hospital_server/pdf"),
    "tools/conformance": ("common", "tools", "hospital_server/record"),
    "tools": ("common", "hl7", "espax"),
    "bench": ("common", "hl7", "espax", "gateway", "hospital_server", "tools", "tests"),
    "tests": ("common", "hl7", "espax", "gateway", "hospital_server", "tools"),
}
# The files of the protocol rooms that own a socket or a timer; all others there are plain calls without I/O.
WITH_SOCKET = re.compile(r"^(hl7/(mllp_client|mllp_listener|\w*connection)|espax/(client|failover|timers|\w*stream))\.(cpp|hpp)$")

# A library is seen from one room, so that it can be replaced there.
ONLY_IN = (
    (re.compile(r"^boost/beast"), re.compile(r"^common/http/"), "Beast is seen by common/http alone"),
    (re.compile(r"^(mysql|mariadb)"), re.compile(r"^common/database/"), "libmariadb is seen by common/database alone"),
    (re.compile(r"^(open)?ldap"), re.compile(r"^hospital_server/directory/(connection|directory)\.cpp$"), "libldap is seen by directory/connection.cpp and directory.cpp alone"),
    (re.compile(r"^(mqtt/|MQTT)"), re.compile(r"^common/bus/"), "paho is seen by common/bus alone"),
    (re.compile(r"^(cairo|pango)"), re.compile(r"^hospital_server/pdf/sheet\.cpp$"), "Cairo and Pango are seen by pdf/sheet.cpp alone"),
    (re.compile(r"^expat"), re.compile(r"^espax/"), "expat is seen by espax alone"),
    (re.compile(r"^boost/asio"),
     re.compile(r"^(?!common/(core|configuration|envelope|signing|sealing)/|hl7/|espax/)|" + WITH_SOCKET.pattern),
     "no Asio here: protocols and cryptography are plain calls, sockets live in client and listener files"),
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"(?P<ours>[^"]+)"|<(?P<theirs>[^>]+)>)', re.M)
CHANNEL = re.compile(r"^hospital_server/channels/(\w+)_channel\.[ch]pp$")


def room_of(path):
    for room in ROOMS:
        if path.startswith(room + "/"):
            return room
    return None


def allowed(source, target_room):
    room = room_of(source.path)
    if target_room == room:
        return True
    may = ROOMS[room] + (("common/async", "common/trust") if WITH_SOCKET.match(source.path) else ())
    return any(target_room == known or target_room.startswith(known + "/") for known in may)


def fault_of(source, target):
    target_room = room_of(target)
    if target_room is None:
        return f'"{target}" does not start at the root of the tree in a known room'
    if not allowed(source, target_room):
        return f"{room_of(source.path)} must not know {target_room}"
    if WITH_SOCKET.match(target) and room_of(source.path) == target_room and not WITH_SOCKET.match(source.path):
        return "a protocol without I/O must not know the files that own a socket"
    mine, other = CHANNEL.match(source.path), CHANNEL.match(target)
    if mine and other and mine[1] != other[1]:
        return "a channel never includes another"
    return None


def faults(source):
    if not source.is_cpp or room_of(source.path) is None:
        return
    for include in INCLUDE.finditer(source.text):
        line = source.line_of(include.start())
        if include["ours"]:
            words = fault_of(source, include["ours"])
            if words:
                yield Fault(source.path, line, words)
            continue
        for library, home, words in ONLY_IN:
            if library.match(include["theirs"]) and not home.match(source.path):
                yield Fault(source.path, line, words)


def folder_edges(every):
    """Which folder of the tree includes which, with one line that shows it."""
    edges = {}
    for source in every:
        if not source.is_cpp:
            continue
        here = source.path.rpartition("/")[0]
        for include in INCLUDE.finditer(source.text):
            there = (include["ours"] or "").rpartition("/")[0]
            if there and there != here:
                edges.setdefault(here, {}).setdefault(there, (source.path, source.line_of(include.start())))
    return edges


def tree_faults(every):
    """Folders that include each other, directly or around a corner. What a server is made of in one file each stands
    above all folders: app, main, and the configuration, which calls each room's own reader."""
    edges = folder_edges([source for source in every if not re.search(r"/(app|main)\.[ch]pp$|^(gateway|hospital_server)/config\.[ch]pp$", source.path)])
    done, reported = set(), set()

    def walk(folder, trail):
        if folder in trail:
            circle = trail[trail.index(folder):]
            if frozenset(circle) not in reported:
                reported.add(frozenset(circle))
                path, line = edges[circle[-1]][folder]
                yield Fault(path, line, "folders include each other in a circle: " + " -> ".join(circle + [folder]))
            return
        if folder in done:
            return
        for there in edges.get(folder, {}):
            yield from walk(there, trail + [folder])
        done.add(folder)

    for folder in sorted(edges):
        yield from walk(folder, [])


def _one(path, line):
    return Source(path, line + "\n")


BAD = [
    _one("gateway/token/bearer.cpp", '#include "common/sealing/open.hpp"'),
    _one("gateway/app.cpp", '#include "hl7/message.hpp"'),
    _one("gateway/app.cpp", '#include "espax/client.hpp"'),
    _one("gateway/app.cpp", '#include "hospital_server/record/record.hpp"'),
    _one("hospital_server/app.cpp", '#include "gateway/config.hpp"'),
    _one("common/core/log.cpp", '#include "common/async/task.hpp"'),
    _one("common/http/server.cpp", '#include "common/database/database.hpp"'),
    _one("hl7/message.cpp", '#include "common/async/task.hpp"'),
    _one("hl7/message.cpp", "#include <boost/asio/awaitable.hpp>"),
    _one("hl7/message.cpp", '#include "hl7/mllp_client.hpp"'),
    _one("common/sealing/open.cpp", "#include <boost/asio/awaitable.hpp>"),
    _one("gateway/app.cpp", "#include <boost/beast/http.hpp>"),
    _one("gateway/app.cpp", "#include <mysql/mysql.h>"),
    _one("hospital_server/app.cpp", "#include <mqtt/async_client.h>"),
    _one("hospital_server/channels/hl7_channel.cpp", '#include "hospital_server/channels/mqtt_channel.hpp"'),
    _one("gateway/app.cpp", '#include "config.hpp"'),
    _one("tools/ambulance/send.cpp", '#include "gateway/config.hpp"'),
    _one("tools/ambulance/send.cpp", '#include "hospital_server/record/schema.hpp"'),
    _one("tools/conformance/bench.cpp", '#include "hospital_server/cases/mailbox.hpp"'),
]
GOOD = [
    _one("hl7/mllp_client.cpp", '#include "common/async/task.hpp"\n#include <boost/asio/connect.hpp>'),
    _one("espax/failover.hpp", '#include "common/async/task.hpp"'),
    _one("hospital_server/channels/hl7_channel.cpp", '#include "hospital_server/channels/hl7_channel.hpp"'),
    _one("common/http/server.cpp", "#include <boost/beast/http.hpp>"),
    _one("tools/conformance/bench.cpp", '#include "hospital_server/record/schema.hpp"'),
    _one("gateway/transmissions/receive.cpp", '#include "common/envelope/slip.hpp"'),
    _one("tests/flows/mission_test.cpp", '#include "gateway/app.hpp"\n#include "hospital_server/app.hpp"'),
]
BAD_TREE = [[_one("gateway/token/a.hpp", '#include "gateway/boards/b.hpp"'),
             _one("gateway/boards/b.hpp", '#include "gateway/admin/c.hpp"'),
             _one("gateway/admin/c.hpp", '#include "gateway/token/a.hpp"')]]
GOOD_TREE = [[_one("gateway/token/a.hpp", '#include "gateway/boards/b.hpp"'),
              _one("gateway/app.cpp", '#include "gateway/token/a.hpp"')]]
