"""AI marks: every known place, and the look-alikes that must stay silent."""

from __future__ import annotations

import json

import pytest
from containers import XMP_HEAD, chunk, jpeg_with, packet, png_with, segment
from hypothesis import given
from hypothesis import strategies as st
from metadata.tiff_building import raw, text, tiff

from provcheck.image import read_blocks
from provcheck.metadata import read_file_metadata

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PARAMETERS = "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
WORKFLOW = json.dumps({"3": {"class_type": "KSampler", "inputs": {}}})
SIGNATURE = "Signature: " + "Ab1+" * 20
UUID = "01234567-89ab-cdef-0123-456789abcdef"


def marks(content: bytes) -> list[tuple[str, str]]:
    found = read_file_metadata(read_blocks(content), "a.png").ai_marks
    return [(mark.kind, mark.strength) for mark in found]


def png_text(key: str, value: str) -> bytes:
    return png_with(chunk(b"iTXt", key.encode() + b"\0\0\0\0\0" + value.encode()))


def xmp(*descriptions: str) -> bytes:
    return jpeg_with(segment(0xE1, XMP_HEAD + packet(*descriptions)))


def exif(**fields: str) -> bytes:
    tags = {"make": 0x010F, "description": 0x010E, "artist": 0x013B, "software": 0x0131}
    block = tiff(ifd0=[text(tags[name], value) for name, value in fields.items()])
    return jpeg_with(segment(0xE1, b"Exif\0\0" + block))


def user_comment(value: str) -> bytes:
    entry = raw(0x9286, 7, b"UNICODE\0" + value.encode("utf-16-le"))
    return jpeg_with(segment(0xE1, b"Exif\0\0" + tiff(exif=[entry])))


def source_type(name: str) -> bytes:
    return xmp(
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE_TYPE}{name}</Iptc4xmpExt:DigitalSourceType>"
    )


def tc260(label: str) -> str:
    return json.dumps({"Label": label, "ContentProducer": "x", "ProduceID": "y"})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (source_type("trainedAlgorithmicMedia"), ("digital-source-type", "strong")),
        (source_type("compositeSynthetic"), ("digital-source-type-part", "strong")),
        (
            source_type("compositeWithTrainedAlgorithmicMedia"),
            ("digital-source-type-part", "strong"),
        ),
        (
            xmp("<Iptc4xmpExt:AISystemUsed>Some model</Iptc4xmpExt:AISystemUsed>"),
            ("iptc-ai-field", "strong"),
        ),
        (
            xmp("<photoshop:Credit>Made with Google AI</photoshop:Credit>"),
            ("google-credit", "strong"),
        ),
        (png_text("parameters", PARAMETERS), ("stable-diffusion-parameters", "strong")),
        (user_comment(PARAMETERS), ("stable-diffusion-parameters", "strong")),
        (png_text("prompt", WORKFLOW), ("comfyui", "strong")),
        (png_text("workflow", json.dumps({"nodes": [], "links": []})), ("comfyui", "strong")),
        (exif(make="Prompt:" + WORKFLOW), ("comfyui", "strong")),
        (png_text("Software", "NovelAI"), ("generator-name", "medium")),
        (png_text("Title", "AI generated image"), ("novelai", "strong")),
        (png_text("Source", "Stable Diffusion 81274D13"), ("novelai", "strong")),
        (png_text("invokeai_metadata", "{}"), ("invokeai", "strong")),
        (png_text("Dream", "a cat -s50 -W512 -C7.5"), ("invokeai", "strong")),
        (png_text("parameters", '{"sui_image_params": {}}'), ("swarmui", "strong")),
        (png_text("Comment", '{"prompt": "a", "seed": 1}'), ("generator-json", "strong")),
        (
            xmp('<exif:UserComment>{"c": "a", "uc": ""}</exif:UserComment>'),
            ("draw-things", "strong"),
        ),
        (png_text("Description", f"a cat Job ID: {UUID}"), ("midjourney-job", "strong")),
        (exif(description=SIGNATURE, artist=UUID), ("xai-signature", "strong")),
        (xmp(f"<TC260:AIGC>{tc260('1')}</TC260:AIGC>"), ("tc260-generated", "strong")),
        (xmp(f"<TC260:AIGC>{tc260('2')}</TC260:AIGC>"), ("tc260-possible", "weak")),
        (png_text("AIGC", tc260("3")), ("tc260-suspected", "weak")),
        (user_comment('{"AIGC": ' + tc260("1") + "}"), ("tc260-generated", "strong")),
        (
            jpeg_with(tail=b'PhotoEditor_Re_Edit_Data{"a": {"genAIType": 2}}\0SEFT'),
            ("samsung-edit", "medium"),
        ),
        (png_text("hf-job-id", "123"), ("hugging-face-job", "weak")),
        (exif(make="Ideogram AI"), ("generator-name", "medium")),
        (exif(software="Midjourney v6"), ("generator-name", "medium")),
    ],
)
def test_every_family_is_recognised_at_its_place(content: bytes, expected: tuple[str, str]) -> None:
    assert marks(content) == [expected]


@pytest.mark.parametrize(
    "content",
    [
        exif(software="Adobe Photoshop 25.0"),
        exif(software="Adobe Photoshop Lightroom"),
        png_text("parameters", "width 40 mm, heated to 60 degrees"),
        png_text("parameters", '{"exposure": 3}'),
        png_text("prompt", "How was your day?"),
        png_text("prompt", "[1, 2]"),
        png_text("workflow", "scan, retouch, print"),
        png_text("Comment", '{"prompt": "press any key"}'),
        png_text("Dream", "I had a dream"),
        png_text("Source", "Stable, near the church"),
        png_text("Title", "An AI generated image on a wall"),
        source_type("digitalCapture"),
        source_type("algorithmicMedia"),
        source_type("algorithmicallyEnhanced"),
        source_type("compositeCapture"),
        source_type("humanEdits"),
        xmp("<photoshop:Credit>Google Maps / Airbus</photoshop:Credit>"),
        exif(description=SIGNATURE, artist="Jane Doe"),
        exif(description="Signature: unreadable", artist=UUID),
        exif(artist="Ideogram Aichner"),
        exif(software="Midjourneys end"),
        xmp(f"<TC260:AIGC>{tc260('0')}</TC260:AIGC>"),
        jpeg_with(tail=b'PhotoEditor_Re_Edit_Data{"a": {"genAIType": 0}}\0SEFT'),
        user_comment("Steps: up to the church"),
        png_text("Description", "Job ID: 4711"),
    ],
)
def test_look_alikes_stay_silent(content: bytes) -> None:
    assert marks(content) == []


def test_the_whole_prompt_is_kept() -> None:
    prompt = PARAMETERS + "x" * 1_000_000
    metadata = read_file_metadata(read_blocks(png_text("parameters", prompt)), "a.png")
    assert len(metadata.ai_marks[0].value) > 1_000_000


@pytest.mark.parametrize(
    "hostile", ["{" * 200_000, '{"a":' * 100_000, '{"seed": ' + "9" * 50_000 + ', "prompt": 1}']
)
def test_hostile_json_is_no_mark_and_no_error(hostile: str) -> None:
    assert marks(png_text("prompt", hostile)) == []


@given(st.text(max_size=200))
def test_random_texts_never_raise(value: str) -> None:
    for key, content in (("prompt", value), ("AIGC", "{" + value)):
        for mark in marks(png_text(key, content)):
            assert mark.source == f"png:{key}"
