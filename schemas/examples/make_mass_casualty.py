#!/usr/bin/env python3
"""Writes mass_casualty/01.json .. 40.json: a gas explosion and fire in a market hall, forty people of 7 red, 12 yellow and
21 green, as the crews would announce them within half an hour. The same run gives the same bytes: nothing here is random
but a seeded generator. Everybody is invented; about half of them cannot say who they are yet."""
import datetime
import hashlib
import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
BASE = datetime.datetime(2026, 1, 15, 14, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
EXPLOSION = BASE - datetime.timedelta(minutes=52)
GIVEN = {
    "male": "Ahmet Lukas Piotr Jan Hendrik Rainer Mehmet Florian Oskar Dieter Samuel Ilja".split(),
    "female": "Anna Fatma Greta Ludmila Marie Sabine Joy Elif Hannelore Clara Thuy Zofia".split(),
}
FAMILY = (
    "Müller Schäfer Köhler Yılmaz Nowak Weiß Özdemir Krüger Böhm Šimić Lange Großmann Dvořák Peters Hussein "
    "Jäger Fiedler Romano Busch Thørsen"
).split()

# priority, assignment code, keyword, flags, GCS (eye, verbal, motor), vital ranges, injuries, what the crew writes
PATTERNS = {
    "sk1": [
        ("211", "Explosion, Polytrauma", ["intubated", "ventilated", "trauma_team"], (1, 1, 4),
         [("thorax", "severe", "blunt", "Blast Lung"), ("lower_extremity", "severe", "amputation", "Unterschenkel links, Tourniquet")],
         "Nahe am Explosionsort, traumatische Amputation, Tourniquet, intubiert."),
        ("213", "Verbrennung 45 %, Inhalation", ["burn", "ventilated", "intubated"], (2, 1, 5),
         [("skin", "severe", "burn", "45 % KOF Grad IIb-III, Gesicht mitbetroffen"), ("face", "severe", "burn", "Ruß im Rachen, Stridor")],
         "Verbrennung 45 % KOF, Inhalationstrauma, intubiert vor Schwellung. Zentrum für Schwerbrandverletzte angefragt."),
        ("212", "Spannungspneu, entlastet", ["trauma_team", "resuscitation_room"], (3, 4, 6),
         [("thorax", "severe", "penetrating", "Splitterverletzung rechts, Entlastungspunktion")],
         "Splitterverletzung Thorax rechts, Spannungspneumothorax entlastet."),
    ],
    "sk2": [
        ("214", "Offene Unterschenkelfraktur", [], (4, 5, 6),
         [("lower_extremity", "moderate", "fracture_open", "Unterschenkel rechts, geschient")],
         "Von Trümmerteil getroffen, offene Unterschenkelfraktur, DMS intakt."),
        ("213", "Verbrennung 15 %", ["burn"], (4, 5, 6), [("skin", "moderate", "burn", "15 % KOF Grad IIa, Arme und Hände")],
         "Verbrennung beider Arme und Hände, ca. 15 % KOF, gekühlt und steril abgedeckt."),
        ("361", "Rauchgasintoxikation", [], (4, 4, 6), [("face", "moderate", "other", "Ruß in Nase und Rachen")],
         "Rauchgasexposition ca. 10 min, CO-Hb 22 %, Husten, O2 15 l."),
        ("215", "Splitterverletzung Abdomen", ["trauma_team"], (4, 5, 6),
         [("abdomen", "moderate", "penetrating", "Einsprengung linker Unterbauch, kreislaufstabil")],
         "Glassplitter linker Unterbauch, Fremdkörper belassen, derzeit kreislaufstabil."),
    ],
    "sk3": [
        ("271", "Schnittwunden", [], (4, 5, 6), [("upper_extremity", "light", "wound", "Schnittwunden, Druckverband")],
         "Multiple Schnittwunden durch Glas, Druckverband, DMS intakt."),
        ("262", "Knalltrauma", [], (4, 5, 6), [("head", "light", "blunt", "Hörminderung, Tinnitus beidseits")],
         "Knalltrauma, Hörminderung beidseits, sonst unverletzt."),
        ("361", "Rauchgas, leicht", [], (4, 5, 6), [("face", "light", "other", "Reizhusten")],
         "Kurze Rauchexposition, Reizhusten, SpO2 unauffällig."),
        ("272", "Prellung, Distorsion", [], (4, 5, 6), [("lower_extremity", "light", "blunt", "Knie links")],
         "Auf der Flucht gestürzt, Prellung Knie, gehfähig."),
    ],
}
RANGES = {  # systolic, heart rate, respiratory rate, SpO2
    "sk1": ((65, 100), (110, 148), (8, 34), (80, 94)),
    "sk2": ((98, 150), (82, 122), (14, 26), (89, 98)),
    "sk3": ((110, 165), (66, 112), (12, 20), (95, 100)),
}
VITALS = (("8480-6", "Systolic blood pressure", "mm[Hg]"), ("8867-4", "Heart rate", "/min"),
          ("9279-1", "Respiratory rate", "/min"), ("59408-5", "Oxygen saturation", "%"))


def at(moment):
    return moment.isoformat(timespec="seconds")


def slip(number, callsign):
    digest = hashlib.sha256(f"mass casualty {number}".encode()).hexdigest()
    milliseconds = f"{int(BASE.timestamp() * 1000):012x}"
    return {
        "version": 1,
        "transmission": f"{milliseconds[:8]}-{milliseconds[8:]}-7{digest[:3]}-8{digest[3:6]}-{digest[6:18]}",
        "case": digest[18:50],
        "mailbox": "zna-musterstadt",
        "kind": "pre_notification",
        "sequence": 1,
        "created_at": at(BASE),
        "sender": {"organisation": "Rettungsdienst Kreis Musterstadt", "callsign": callsign},
    }


def patient(dice, sex, age):
    if dice.random() < 0.5:
        return {"identity": "unknown", "age_years": age, "sex": sex}
    born = datetime.date(2025 - age, dice.randint(2, 12), dice.randint(1, 28))
    return {
        "identity": dice.choice(["known", "reported"]),
        "family_name": dice.choice(FAMILY),
        "given_name": dice.choice(GIVEN[sex]),
        "birth_date": born.isoformat(),
        "age_years": age,
        "sex": sex,
    }


def measurements(dice, priority, moment):
    values = [dice.randint(*bounds) for bounds in RANGES[priority]]
    return [
        {"code": code, "name": name, "value": value, "unit": unit, "at": at(moment), "method": "device", "phase": "initial"}
        for (code, name, unit), value in zip(VITALS, values)
    ]


def injury(region, severity, kind, text):
    return {"region": region, "severity": severity, "kind": kind, "text": text}


def record(dice, number, priority, pattern):
    code, keyword, flags, (eye, verbal, motor), sites, text = pattern
    sex = dice.choice(["male", "female"])
    age = dice.choice([4, 7, 11]) if number % 9 == 0 else dice.randint(17, 84)
    seen = EXPLOSION + datetime.timedelta(minutes=dice.randint(14, 44))
    eta = BASE + datetime.timedelta(minutes=dice.randint(4, 38) + (10 if priority == "sk3" else 0))
    callsign = f"{'RTW' if priority != 'sk3' else 'KTW'} Musterstadt {dice.choice(['83', '85', '86'])}-{number}"
    words = f"MANV Markthalle, Sichtungsnummer {number:03d}. {text}"
    return {
        "schema_version": 1,
        "slip": slip(number, callsign),
        "arrival": {
            "eta": at(eta), "eta_source": dice.choice(["gps", "plan", "crew"]), "priority": priority, "keyword": keyword,
            "code": f"{code}{min(age, 99):02d}{priority[2]}", "age": min(age, 90), "sex": sex,
            "flags": ["mass_casualty", *flags, *(["child"] if age < 16 else [])],
            "text": f"Sichtung {number:03d}, {sites[0][3]}"[:120], "callsign": callsign,
        },
        "patient": patient(dice, sex, age),
        "mission": {
            "number": "2026-0115-0500", "date": "2026-01-15", "keyword": "MANV 40, Explosion und Brand", "type": "primary",
            "site_type": "public_space", "transport_from": "Markthalle Musterstadt", "transport_to": "Klinikum Musterstadt",
            "resources": [callsign, "OrgL Musterstadt 1", "LNA Musterstadt 1"], "signal_transport": priority != "sk3",
        },
        "times": {"alarm": at(EXPLOSION + datetime.timedelta(minutes=2)), "status_4": at(EXPLOSION + datetime.timedelta(minutes=11))},
        "callback": {"control_centre": "+49 6000 19222"},
        "pre_notification": {
            "diagnosis": keyword, "diagnosis_code": f"{code}{min(age, 99):02d}{priority[2]}", "diagnosis_catalogue": "PZC",
            "text": words, "announced_to": ["emergency_department"], "announced_at": at(BASE), "calculated_arrival": at(eta),
        },
        "questionnaire": {"onset_at": at(EXPLOSION), "onset": "known", "intubation": "yes" if "intubated" in flags else "no"},
        "findings": [{
            "at": at(seen), "phase": "initial",
            "consciousness": "unresponsive" if eye + verbal + motor < 9 else "alert",
            "psyche": dice.choice([["normal"], ["anxious"], ["agitated", "anxious"]]) if eye == 4 else ["not_assessable"],
        }],
        "injuries": {
            "present": "yes", "related_to": "other", "mechanism": "Explosion und Brand",
            "course": "Gasexplosion in der Markthalle mit anschließendem Brand.", "sites": [injury(*site) for site in sites],
        },
        "measurements": measurements(dice, priority, seen),
        "scores": {"gcs": [{"at": at(seen), "phase": "initial", "eye": eye, "verbal": verbal, "motor": motor, "sum": eye + verbal + motor}]},
    }


def main():
    dice = random.Random(20260115)
    order = ["sk1"] * 7 + ["sk2"] * 12 + ["sk3"] * 21
    dice.shuffle(order)
    used = {"sk1": 0, "sk2": 0, "sk3": 0}
    folder = HERE / "mass_casualty"
    folder.mkdir(exist_ok=True)
    for number, priority in enumerate(order, start=1):
        patterns = PATTERNS[priority]
        pattern = patterns[used[priority] % len(patterns)]
        used[priority] += 1
        text = json.dumps(record(dice, number, priority, pattern), ensure_ascii=False, indent=2)
        (folder / f"{number:02d}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
