"""A synthetic 12-lead ECG of an inferior infarction, and six leads of ventricular fibrillation. I and II (and the chest leads)
are drawn from Gaussian waves around each beat; III, aVR, aVL and aVF follow from Einthoven and Goldberger, as on a real device."""
import math
import random

RATE = 250
UV_PER_LSB = 5
CHEST = ["V1", "V2", "V3", "V4", "V5", "V6"]
# millivolts: P, Q, R, S, ST elevation, T
BEAT = {
    "I": (0.07, -0.03, 0.48, -0.10, -0.10, -0.06),
    "II": (0.13, -0.14, 0.78, -0.10, 0.20, 0.34),
    "V1": (0.05, 0.00, 0.14, -0.75, 0.02, -0.08),
    "V2": (0.06, 0.00, 0.30, -1.15, -0.08, 0.18),
    "V3": (0.06, 0.00, 0.55, -0.90, -0.06, 0.26),
    "V4": (0.07, -0.03, 1.05, -0.45, 0.00, 0.28),
    "V5": (0.07, -0.06, 1.10, -0.20, 0.03, 0.26),
    "V6": (0.07, -0.07, 0.80, -0.08, 0.04, 0.22),
}


def bell(t, centre, width):
    return math.exp(-(((t - centre) / width) ** 2) / 2)


def step(t, at, softness):
    return 1 / (1 + math.exp(-(t - at) / softness))


def beat(t, p, q, r, s, st, t_wave):
    """One heart beat in millivolts, t seconds after its R wave."""
    waves = p * bell(t, -0.17, 0.022) + q * bell(t, -0.03, 0.010) + r * bell(t, 0, 0.011) + s * bell(t, 0.03, 0.011)
    plateau = st * step(t, 0.045, 0.008) * (1 - step(t, 0.33, 0.025))
    return waves + plateau + t_wave * bell(t, 0.29, 0.05)


def limb_leads(one, two):
    """Six limb leads from I and II."""
    return {
        "I": one,
        "II": two,
        "III": [b - a for a, b in zip(one, two)],
        "aVR": [-(a + b) / 2 for a, b in zip(one, two)],
        "aVL": [a - b / 2 for a, b in zip(one, two)],
        "aVF": [b - a / 2 for a, b in zip(one, two)],
    }


def quantised(leads):
    return {name: [round(value * 1000 / UV_PER_LSB) for value in samples] for name, samples in leads.items()}


def inferior_infarction(seconds=10, rate_per_min=54):
    dice = random.Random(12)
    beats, moment = [], 0.4
    while moment < seconds + 1:
        beats.append(moment)
        moment += 60 / rate_per_min * (1 + dice.uniform(-0.015, 0.015))
    drawn = {}
    for name, amplitudes in BEAT.items():
        phase = dice.uniform(0, 6)
        drawn[name] = [
            sum(beat(t - r, *amplitudes) for r in beats if -0.4 < t - r < 0.6)
            + 0.02 * math.sin(2 * math.pi * 0.25 * t + phase)
            + dice.gauss(0, 0.004)
            for t in (i / RATE for i in range(seconds * RATE))
        ]
    return quantised({**limb_leads(drawn["I"], drawn["II"]), **{name: drawn[name] for name in CHEST}})


def ventricular_fibrillation(seconds=6):
    dice = random.Random(7)
    angle, one, two = 0.0, [], []
    for i in range(seconds * RATE):
        t = i / RATE
        angle += 2 * math.pi * (5.2 + 0.9 * math.sin(1.7 * t) + 0.5 * math.sin(4.1 * t)) / RATE
        coarse = 0.42 + 0.16 * math.sin(2.3 * t) + 0.1 * math.sin(0.9 * t + 1)
        two.append(coarse * math.sin(angle) + 0.12 * math.sin(1.9 * angle + 0.4) + dice.gauss(0, 0.008))
        one.append(0.55 * coarse * math.sin(angle + 0.7) + 0.08 * math.sin(2.1 * angle) + dice.gauss(0, 0.008))
    return quantised(limb_leads(one, two))


MDC = {
    "I": 131329, "II": 131330, "III": 131389, "aVR": 131390, "aVL": 131391, "aVF": 131392,
    "V1": 131331, "V2": 131332, "V3": 131333, "V4": 131334, "V5": 131335, "V6": 131336,
}  # ISO/IEEE 11073-10101


def raw_document(leads, recorded_at, patient):
    return {
        "schema_version": 1,
        **patient,
        "recorded_at": recorded_at,
        "device": "Synthetisches EKG",
        "rate": RATE,
        "uv_per_lsb": UV_PER_LSB,
        "leads": leads,
    }


def fhir_document(leads, recorded_at):
    """FHIR R4 Observation: one component a lead, value = data * factor + origin, in microvolts."""
    system = "urn:iso:std:iso:11073:10101"
    component = [
        {
            "code": {"coding": [{"system": system, "code": str(MDC[name])}], "text": name},
            "valueSampledData": {
                "origin": {"value": 0, "unit": "uV", "system": "http://unitsofmeasure.org", "code": "uV"},
                "period": 1000 / RATE,
                "factor": UV_PER_LSB,
                "dimensions": 1,
                "data": " ".join(map(str, samples)),
            },
        }
        for name, samples in leads.items()
    ]
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": system, "code": "131328", "display": "MDC_ECG_ELEC_POTL"}], "text": "12-Kanal-EKG"},
        "effectiveDateTime": recorded_at,
        "device": {"display": "Synthetisches EKG"},
        "component": component,
    }
