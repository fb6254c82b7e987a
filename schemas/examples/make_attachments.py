#!/usr/bin/env python3
"""Writes the files of attachments/ anew, for whoever wants to change them; they are committed, so nobody needs to run this.
Python's standard library, and ffmpeg (Debian package ffmpeg) for what it cannot compress: JPEG and MP4."""
import json
import pathlib
import subprocess

from drawing import ecg, papers, pictures

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "attachments"
FRAMES, FRAMES_PER_SECOND, VIDEO_SIZE = 40, 10, (480, 320)
MIND = """<?xml version="1.0" encoding="UTF-8"?>
<mind version="3.1">
  <protokoll nummer="NA-2026-00087">
    <feld name="EINSATZORT">01</feld>
    <feld name="EINSATZART">01</feld>
    <feld name="VERSORGUNG">03</feld>
    <feld name="NACA">05</feld>
  </protokoll>
</mind>
"""


def ffmpeg(width, height, pixels, *options):
    """Compresses raw RGB frames. Bit-exact and without metadata, so that no date or version gets in."""
    source = ["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{width}x{height}", "-framerate", str(FRAMES_PER_SECOND)]
    command = ["ffmpeg", "-loglevel", "error", "-y", *source, "-i", "-", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", *options]
    subprocess.run(command, input=pixels, check=True)


def write_json(name, document):
    (FOLDER / name).write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def identity(record):
    return {name: record["patient"][name] for name in ("family_name", "given_name", "birth_date")}


def write_ecgs(stemi, resuscitation):
    leads, recorded_at = ecg.inferior_infarction(), "2026-01-15T13:40:00+01:00"
    raw = ecg.raw_document(leads, recorded_at, identity(stemi))
    write_json("ecg.json", raw)
    write_json("ecg.fhir.json", ecg.fhir_document(leads, recorded_at))
    (FOLDER / "ecg.pdf").write_bytes(papers.ecg_page(raw, stemi["patient"]))
    fibrillation = ecg.ventricular_fibrillation()
    write_json("ecg6.json", ecg.raw_document(fibrillation, "2026-01-15T13:20:00+01:00", identity(resuscitation)))


def write_pictures():
    photo = pictures.crash()
    ffmpeg(photo.width, photo.height, photo.pixels(), "-frames:v", "1", "-q:v", "4", "-f", "image2", str(FOLDER / "crash.jpg"))
    (FOLDER / "face.png").write_bytes(pictures.face().png())
    (FOLDER / "signature.png").write_bytes(pictures.signature().png())
    width, height = VIDEO_SIZE
    frames = b"".join(pictures.crash(width, height, shift=12 * i, blue_light=i % 4 < 2).pixels() for i in range(FRAMES))
    options = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "30", "-preset", "veryslow", "-movflags", "+faststart"]
    ffmpeg(width, height, frames, *options, str(FOLDER / "scene.mp4"))


def main():
    FOLDER.mkdir(exist_ok=True)
    stemi, resuscitation = (json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")) for name in ("stemi", "resuscitation"))
    write_ecgs(stemi, resuscitation)
    (FOLDER / "protocol.pdf").write_bytes(papers.protocol_page(stemi))
    (FOLDER / "mind.xml").write_text(MIND, encoding="utf-8")
    write_pictures()


if __name__ == "__main__":
    main()
