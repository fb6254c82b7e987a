"""Two pages of paper: the emergency physician's protocol, filled in from a record, and the 12-lead ECG on millimetre paper."""
from drawing.pdf import Page

NOT_FOR_DIAGNOSIS = "Synthetisches Beispiel, nicht zur Befundung"
VITALS = [("8480-6", "RR sys", "mmHg"), ("8462-4", "RR dia", "mmHg"), ("8867-4", "HF", "/min"), ("9279-1", "AF", "/min"),
          ("59408-5", "SpO2", "%"), ("8310-5", "Temp", "°C"), ("2339-0", "BZ", "mg/dl"), ("72514-3", "NRS", "")]
LEFT, WIDTH = 12, 186


def clock(moment):
    return moment[11:16]


def german_date(date):
    return ".".join(reversed(date[:10].split("-")))


def plain(number):
    return f"{number:g}".replace(".", ",")


def wrapped(words, length):
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > length:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


class Form:
    """Sections one below the other, each a titled box of given height."""

    def __init__(self):
        self.page = Page(210, 297)
        self.y = 12

    def section(self, title, height):
        self.page.box(LEFT, self.y, WIDTH, height)
        self.page.box(LEFT, self.y, WIDTH, 5, fill=0.86)
        self.page.text(LEFT + 2, self.y + 3.7, title, 8, bold=True)
        top = self.y + 5
        self.y += height + 2
        return top

    def field(self, x, y, label, value, size=9):
        self.page.text(x, y + 3, label, 5.5, grey=0.35)
        self.page.text(x, y + 7, value, size)

    def fields(self, top, row):
        for x, label, value in row:
            self.field(LEFT + x, top, label, value)

    def ticks(self, x, y, words, ticked):
        for word in words:
            self.page.cross(x, y, word in ticked)
            self.page.text(x + 4, y + 2.5, word, 7)
            x += 9 + 1.45 * len(word)


def protocol_page(record):
    form = Form()
    mission, times, protocol = record["mission"], record["times"], record["protocols"][0]
    form.page.text(LEFT, 16, "Notarzteinsatzprotokoll", 16, bold=True)
    form.page.text(130, 14, f"Protokoll-Nr. {protocol['number']}, Version {protocol['version']}", 8)
    form.page.text(130, 18, NOT_FOR_DIAGNOSIS, 7, grey=0.4)
    form.y = 22
    head(form, record, mission)
    top = form.section("Einsatzzeiten", 15)
    names = [("Alarm", "alarm"), ("Ausrücken (3)", "status_3"), ("Einsatzstelle (4)", "status_4"), ("Am Patienten", "at_patient"),
             ("NA am Patienten", "physician_at_patient"), ("Transport (7)", "status_7")]
    form.fields(top, [(2 + 31 * i, label, clock(times[name])) for i, (label, name) in enumerate(names)])
    paragraph(form, "Notfallgeschehen, Anamnese", record["history"]["text"], 20)
    findings(form, record)
    vitals(form, record["measurements"])
    paragraph(form, "Verdachtsdiagnose", record["pre_notification"]["diagnosis"], 12)
    measures(form, record)
    top = form.section("Übergabe", 22)
    form.fields(top, [(2, "Ort", record["handover"]["place"]), (100, "NACA", record["scores"]["naca"]), (120, "Notärztin/Notarzt", protocol["author"])])
    form.page.text(LEFT + 2, top + 14, f"Wertsachen: {record['handover']['valuables']}", 8)
    return form.page.document("Notarzteinsatzprotokoll")


def head(form, record, mission):
    patient, insurance = record["patient"], record["insurance"]
    top = form.section("Patient und Einsatz", 34)
    form.fields(top, [(2, "Name, Vorname", f"{patient['family_name']}, {patient['given_name']}"), (70, "geboren", german_date(patient["birth_date"])),
                      (95, "Geschlecht", {"male": "männlich", "female": "weiblich"}.get(patient["sex"], "divers")), (120, "Versicherten-Nr.", insurance["insurant_number"]),
                      (152, "Status", insurance["status"])])
    form.fields(top + 9, [(2, "Anschrift", f"{patient['street']} {patient['house_number']}, {patient['postal_code']} {patient['city']}"), (120, "Kasse", insurance["company"])])
    form.fields(top + 18, [(2, "Einsatz-Nr.", mission["number"]), (40, "Datum", german_date(mission["date"])), (70, "Rettungsmittel", ", ".join(mission["resources"])),
                           (152, "Stichwort", mission["keyword"])])


def paragraph(form, title, words, height):
    top = form.section(title, height)
    for i, line in enumerate(wrapped(words, 118)):
        form.page.text(LEFT + 2, top + 4.5 + 4 * i, line, 8.5)


def findings(form, record):
    first, gcs = record["findings"][0], record["scores"]["gcs"][0]
    top = form.section(f"Erstbefund {clock(first['at'])} Uhr", 34)
    rows = [
        ("Bewusstsein", ["wach", "auf Ansprache", "auf Schmerzreiz", "bewusstlos"], ["wach"]),
        ("Atemwege", ["frei", "Spastik", "Stridor", "Rasselgeräusche", "Verlegung"], ["frei"]),
        ("Haut", ["unauffällig", "Ödeme", "kaltschweißig", "Dekubitus"], ["kaltschweißig"]),
        ("Psyche", ["unauffällig", "verwirrt", "ängstlich", "erregt", "aggressiv"], ["ängstlich"]),
    ]
    for i, (label, words, ticked) in enumerate(rows):
        form.page.text(LEFT + 2, top + 4.5 + 5 * i, label, 8, bold=True)
        form.ticks(LEFT + 26, top + 2 + 5 * i, words, ticked)
    form.page.text(LEFT + 2, top + 25, f"EKG: {first['ecg']['text']}", 8.5)
    form.page.text(LEFT + 140, top + 4.5, f"GCS {gcs['sum']} (A {gcs['eye']}, V {gcs['verbal']}, M {gcs['motor']})", 9, bold=True)


def vitals(form, measurements):
    moments = sorted({m["at"] for m in measurements})
    top = form.section("Messwerte", 9 + 4.4 * len(VITALS))
    for i, moment in enumerate(moments):
        form.page.text(LEFT + 40 + 24 * i, top + 3.2, clock(moment), 7.5, bold=True)
    for row, (code, label, unit) in enumerate(VITALS):
        y = top + 7 + 4.4 * row
        form.page.text(LEFT + 2, y, f"{label} {unit}".strip(), 8)
        for i, moment in enumerate(moments):
            value = next((m["value"] for m in measurements if m["code"] == code and m["at"] == moment), None)
            form.page.text(LEFT + 40 + 24 * i, y, "-" if value is None else plain(value), 8)
    chart(form.page, LEFT + 118, top + 2, measurements, moments)


def chart(page, x, y, measurements, moments):
    """Systolic, diastolic and heart rate over time, 0 to 200."""
    width, height = 64, 36
    page.box(x, y, width, height)
    for value in (50, 100, 150):
        level = y + height * (1 - value / 200)
        page.line([(x, level), (x + width, level)], 0.2, (0.75, 0.75, 0.75))
        page.text(x - 5, level + 1, str(value), 5)
    for code, colour in (("8480-6", (0.7, 0, 0)), ("8462-4", (0.7, 0, 0)), ("8867-4", (0, 0.3, 0.6))):
        points = [(x + 6 + 52 * moments.index(m["at"]) / (len(moments) - 1), y + height * (1 - m["value"] / 200)) for m in measurements if m["code"] == code]
        page.line(points, 1, colour)


def measures(form, record):
    top = form.section("Maßnahmen und Medikamente", 44)
    access = record["measures"]["accesses"][0]
    form.page.text(LEFT + 2, top + 4.5, f"Zugang: {access['gauge']} {access['site']} links, {clock(access['at'])} Uhr", 8.5)
    form.page.text(LEFT + 2, top + 8.5, f"Sauerstoff {plain(record['measures']['ventilation']['oxygen_l_per_min'])} l/min, Oberkörper hoch", 8.5)
    form.page.text(LEFT + 2, top + 12.5, record["measures"]["omitted"], 8.5)
    for i, given in enumerate(record["medication"]["given"]):
        dose = f"{plain(given['dose'])} {given['unit'].replace('[iU]', 'I.E.').replace('mL', 'ml')}"
        form.page.text(LEFT + 2, top + 19 + 4.2 * i, f"{clock(given['at'])}   {given['name']}", 8.5)
        form.page.text(LEFT + 80, top + 19 + 4.2 * i, f"{dose} {given['form']}  {given.get('text', '')}", 8.5)


MARGIN, COLUMN_SECONDS, MM_PER_SECOND, MM_PER_MV = 15, 2.5, 25, 10
COLUMNS = [["I", "II", "III"], ["aVR", "aVL", "aVF"], ["V1", "V2", "V3"], ["V4", "V5", "V6"]]


def ecg_page(ecg, patient):
    """3 x 4 leads of 2.5 s and a rhythm strip of lead II; 25 mm/s, 10 mm/mV."""
    page = Page(297, 210)
    for millimetre in range(0, 261):
        grid_line(page, [(MARGIN + millimetre, 35), (MARGIN + millimetre, 195)], millimetre)
    for millimetre in range(0, 161):
        grid_line(page, [(MARGIN, 35 + millimetre), (MARGIN + 260, 35 + millimetre)], millimetre)
    name = f"{patient['family_name']}, {patient['given_name']}, geb. {german_date(patient['birth_date'])}"
    page.text(MARGIN, 16, name, 12, bold=True)
    page.text(MARGIN, 23, f"12-Kanal-EKG {german_date(ecg['recorded_at'])} {clock(ecg['recorded_at'])} Uhr   25 mm/s   10 mm/mV", 9)
    page.text(MARGIN, 29, NOT_FOR_DIAGNOSIS, 9, grey=0.4)
    for column, names in enumerate(COLUMNS):
        for row, lead in enumerate(names):
            trace(page, ecg, lead, MARGIN + 8 + column * COLUMN_SECONDS * MM_PER_SECOND, 55 + 40 * row, column * COLUMN_SECONDS, COLUMN_SECONDS)
    trace(page, ecg, "II", MARGIN + 8, 175, 0, 10)
    for row in range(4):
        y = 55 + 40 * row
        page.line([(MARGIN + 1, y), (MARGIN + 2, y), (MARGIN + 2, y - 10), (MARGIN + 6, y - 10), (MARGIN + 6, y), (MARGIN + 7, y)], 0.7)
    return page.document("12-Kanal-EKG")


def grid_line(page, points, millimetre):
    bold = millimetre % 5 == 0
    page.line(points, 0.35 if bold else 0.12, (0.93, 0.62, 0.6) if bold else (0.97, 0.8, 0.78))


def trace(page, ecg, lead, x, y, begin, seconds):
    page.text(x + 1, y - 14, lead, 9, bold=True)
    rate, scale = ecg["rate"], ecg["uv_per_lsb"] / 1000 * MM_PER_MV
    samples = ecg["leads"][lead][round(begin * rate):round((begin + seconds) * rate)]
    page.line([(x + i / rate * MM_PER_SECOND, y - sample * scale) for i, sample in enumerate(samples)], 0.7)
