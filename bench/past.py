"""The past of a hospital, written by SQL: what intake wrote for a few records it has just stored is written again for each of so
many cases, in every table, under other ids, names and times. A case every 315 seconds, so a million of them is ten years; what the
retention would have deleted by now is left out: deliveries after 90 days, usage data after a year."""
import database

PEOPLE = 20_000
APART = 315  # seconds from case to case
SCRATCH = "vorab_bench"
SPREAD = 7_368_787  # a prime: the order of ids has nothing to do with the order of arrival
AT_ONCE = 10_000


def make_people(house, lines):
    """`lines`: of bench_records people."""
    rows = ",".join("(%d,'%s')" % (n, "','".join(line.split("\t"))) for n, line in enumerate(lines.splitlines()))
    database.query(house, f"""
        CREATE DATABASE IF NOT EXISTS {SCRATCH};
        CREATE OR REPLACE TABLE {SCRATCH}.person (n INT PRIMARY KEY, family VARCHAR(80), given VARCHAR(80), born DATE,
            family_word VARCHAR(80), family_sound VARCHAR(80), given_word VARCHAR(80), given_sound VARCHAR(80));
        INSERT INTO {SCRATCH}.person VALUES {rows};""")


def make_patients(house):
    """Those of whom the information system told us within the last thirty days, each with one stay."""
    database.query(house, f"""
        INSERT INTO his_patient (authority, number, family_name, given_name, birth_date, said_at, changed_at)
            SELECT 'KIS', 1000000 + n, family, given, born, t, t FROM (SELECT p.*, UTC_TIMESTAMP(6) - INTERVAL n * 129 SECOND AS t
            FROM {SCRATCH}.person p) x;
        INSERT IGNORE INTO his_name_key (code, birth_year, authority, number)
            SELECT family_sound, YEAR(born), 'KIS', 1000000 + n FROM {SCRATCH}.person
            UNION SELECT given_sound, YEAR(born), 'KIS', 1000000 + n FROM {SCRATCH}.person;
        INSERT INTO his_stay (authority, number, patient_number, patient_class, ward, admitted_at, said_at, changed_at)
            SELECT 'KIS', CONCAT('F', n), 1000000 + n, 'I', 'ZNA', t, t, t FROM (SELECT n, UTC_TIMESTAMP(6) - INTERVAL n * 129 SECOND
            AS t FROM {SCRATCH}.person) x;""", database.HOSPITAL)


class Past:
    def __init__(self, house, source, target, count):
        self.house, self.source, self.target, self.count = house, source, target, count
        self.back = pow(SPREAD, -1, count)
        query = database.query
        query(house, f"""
            CREATE OR REPLACE TABLE {SCRATCH}.template (k INT PRIMARY KEY, case_id CHAR(32), transmission CHAR(36));
            INSERT INTO {SCRATCH}.template SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, case_id, id FROM {source}.transmission;""")
        self.templates = int(query(house, f"SELECT COUNT(*) FROM {SCRATCH}.template")[0][0])
        self.base = query(house, "SELECT UTC_TIMESTAMP() - INTERVAL 3 DAY")[0][0]

    # Of a case there are its place in time `r` (0 is the newest) and its place among the ids `k`.
    def when(self, r):
        return f"(TIMESTAMP'{self.base}' - INTERVAL {r} * {APART} SECOND)"

    def case_id(self, k):
        return f"CONCAT(LPAD(LOWER(HEX({k} * {2**32 // self.count})), 8, '0'), LEFT(MD5({k}), 24))"

    def transmission(self, r):
        time = f"LPAD(LOWER(HEX(FLOOR(UNIX_TIMESTAMP({self.when(r)})) * 1000)), 12, '0')"
        return (f"CONCAT(LEFT({time}, 8), '-', RIGHT({time}, 4), '-7', MID(MD5({r}), 1, 3), '-8', MID(MD5({r}), 4, 3), '-', "
                f"MID(MD5({r}), 7, 12))")

    def columns(self, table):
        rows = database.query(self.house, f"""SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '{self.target}'
            AND TABLE_NAME = '{table}' AND IS_GENERATED = 'NEVER' AND EXTRA NOT LIKE '%auto_increment%'""")
        return [name for name, in rows]

    def copy(self, table, key, numbers, r, k, **instead):
        """The template's rows of a table, some columns said anew."""
        names = self.columns(table)
        values = ", ".join(str(instead.get(name, f"c.`{name}`")) for name in names)
        marked = ", ".join(f"`{name}`" for name in names)
        return f"""INSERT INTO {self.target}.{table} ({marked}) SELECT {values} FROM {numbers} s
            JOIN {SCRATCH}.person p ON p.n = {r} % {PEOPLE} JOIN {SCRATCH}.template t ON t.k = {r} % {self.templates}
            JOIN {self.source}.{table} c ON c.{key} = t.case_id;"""

    def by_id(self, first, last):
        """Tables whose rows lie in the order of the cases' ids."""
        k, r, numbers = "s.seq", f"(s.seq * {self.back} % {self.count})", f"{SCRATCH}.seq_{first}_to_{last}"
        when, case = self.when(r), self.case_id(k)
        return (self.copy("patient_case", "id", numbers, r, k, id=case, received_at=when, updated_at=f"{when} + INTERVAL 10 MINUTE",
                          eta=f"{when} + INTERVAL 15 MINUTE", seen_at=f"{when} + INTERVAL 1 MINUTE", seen_by="'anna'",
                          arrived_at=f"{when} + INTERVAL 20 MINUTE", family_name="p.family", given_name="p.given", birth_date="p.born",
                          insurant_number=f"CONCAT('A', LPAD({r} % 100000000, 9, '0'))")
                + f"""INSERT INTO {self.target}.case_word (case_id, field, word, sound, received_at)
                    SELECT {case}, 'family', p.family_word, p.family_sound, {when} FROM {numbers} s JOIN {SCRATCH}.person p ON p.n = {r} % {PEOPLE};
                    INSERT INTO {self.target}.case_word (case_id, field, word, sound, received_at)
                    SELECT {case}, 'given', p.given_word, p.given_sound, {when} FROM {numbers} s JOIN {SCRATCH}.person p ON p.n = {r} % {PEOPLE};"""
                + self.copy("case_word", "case_id", numbers, r, k, case_id=case, received_at=when).rstrip(";") + " AND c.field IN ('keyword', 'vehicle');"
                + self.copy("measurement", "case_id", numbers, r, k, case_id=case, transmission=self.transmission(r))
                + f"""INSERT INTO {self.target}.case_look (case_id, user_name, looked_at)
                    SELECT {case}, 'anna', {when} + INTERVAL 1 MINUTE FROM {numbers} s;""")

    def by_time(self, first, last):
        """Tables whose rows lie in the order in which they came."""
        r, k, numbers = "s.seq", f"(s.seq * {SPREAD} % {self.count})", f"{SCRATCH}.seq_{last}_to_{first}"
        when, case, transmission = self.when(r), self.case_id(k), self.transmission(r)
        made = (self.copy("transmission", "case_id", numbers, r, k, id=transmission, case_id=case, received_at=when, created_at=when)
                + f"""INSERT INTO {self.target}.case_link (case_id, state, patient_number, authority, visit_number, level, linked_by, linked_at)
                    SELECT {case}, 'linked', 1000000 + {r} % {PEOPLE}, 'KIS', CONCAT('F', {r}), 'strong', 'anna', {when} + INTERVAL 25 MINUTE
                    FROM {numbers} s WHERE {r} % 10 < 6;""")
        if first * APART < 90 * 86400:
            made += self.copy("delivery", "case_id", numbers, r, k, case_id=case, transmission=transmission, state="'delivered'", attempts=1,
                              due_at=when, created_at=when, settled_at=when, owner="NULL", last_reason="NULL")
        if first * APART < 365 * 86400:
            made += "".join(f"""INSERT INTO {self.target}.audit (at, event, case_id, transmission, number, hash)
                SELECT {when}, '{event}', {case}, {transmission}, ({self.count} - {r}) * 4 + {place}, UNHEX(SHA2({r}, 256)) FROM {numbers} s;"""
                            for place, event in enumerate(("transmission.stored", "delivery.delivered", "case.read", "case.seen")))
        return made

    def write(self, say):
        for make in (self.by_id, self.by_time):
            for first in range(0, self.count, AT_ONCE):
                last = min(first + AT_ONCE, self.count) - 1
                sql = make(first, last)
                database.query(self.house, f"SET max_statement_time = 0; START TRANSACTION; {sql} COMMIT;")
                say(make.__name__, last + 1)
        database.query(self.house, f"""SET max_statement_time = 0;
            UPDATE audit_chain SET number = (SELECT COALESCE(MAX(number), 0) FROM audit);
            ANALYZE TABLE patient_case, case_word, transmission, measurement, delivery, audit, case_link, case_look;""", self.target)
