"""Marks that generators and editing programs leave in metadata.

Every mark is a claim by whoever wrote the file, and its absence says nothing. Places and patterns:
IPTC NewsCodes digitalsourcetype and Photo Metadata Standard 2025.1; the formats that
stable-diffusion-prompt-reader reads; TC260 guide to GB 45438-2025; remove-ai-watermarks
(Samsung, xAI, Hugging Face). ``docs/how-it-works.md`` lists them with their strength.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from provcheck.model import AiMark, Metadata, MetadataValue

# cv.iptc.org/newscodes/digitalsourcetype: made by a trained model, and in part made by one.
_AI_SOURCES = frozenset({"trainedAlgorithmicMedia"})
_PART_AI_SOURCES = frozenset({"compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"})

# Longest text that is parsed as JSON; a workflow has some hundred kB.
_MAX_JSON = 1_000_000
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_JOB = re.compile(rf"\bJob ID: {_UUID}", re.IGNORECASE)
_SIGNATURE = re.compile(r"Signature: [A-Za-z0-9+/=]{64,}")
_DREAM = re.compile(r"(?:^|\s)-(?:s ?\d+|S ?\d+|W ?\d+|C ?[\d.]+)\b")
_STEPS, _SAMPLER = re.compile(r"\bSteps: \d+"), re.compile(r"\b(?:Sampler|Seed): ?\S")
_GOOGLE = re.compile(r"\b(?:Made|Edited|Created) with Google AI\b", re.IGNORECASE)
_GENERATOR_NAMES = (
    "Midjourney",
    r"DALL[-·]E(?: ?\d)?",
    "Stable Diffusion",
    "Stable Image",
    "Ideogram AI",
    "Adobe Firefly",
    "NovelAI",
    "InvokeAI",
    "ComfyUI",
    "Fooocus",
    r"Leonardo\.Ai",
    "Playground AI",
    "Bing Image Creator",
    "Draw Things",
    "DreamStudio",
    "Craiyon",
    "NightCafe",
    r"FLUX\.1",
    r"Imagen \d",
    r"gpt-image-\d",
    "AUTOMATIC1111",
)
GENERATORS = re.compile(rf"(?<![^\W_])(?:{'|'.join(_GENERATOR_NAMES)})(?![^\W_])", re.IGNORECASE)
"""Finds the names of image generators in a text."""
# Where programs sign. "Make" and "artist" too: some generators have no other field.
_SIGNED_FIELDS = (
    ("software", "software"),
    ("software", "creator_tool"),
    ("software", "processing_software"),
    ("camera", "make"),
    ("camera", "model"),
    ("text", "artist"),
    ("text", "creator"),
    ("text", "credit"),
)
_IPTC_AI_FIELDS = ("ai_system", "ai_system_version", "ai_prompt", "ai_prompt_writer")
# PNG keywords that only one family of programs writes.
_KEYS = {
    "invokeai_metadata": "invokeai",
    "invokeai_graph": "invokeai",
    "invokeai_workflow": "invokeai",
    "sd_metadata": "invokeai",
    "fooocus_scheme": "fooocus",
    "sd_prompt": "stable-diffusion",
}
_TC260 = {"1": ("tc260-generated", "strong"), "2": ("tc260-possible", "weak")}
_TC260_SUSPECTED = ("tc260-suspected", "weak")


def ai_marks(metadata: Metadata) -> tuple[AiMark, ...]:
    """Every mark with its exact place, in the order of the file's values; each place once."""
    found: dict[tuple[str, str], AiMark] = {}
    for mark in (*_statements(metadata), *_texts(metadata), *_names(metadata), *_pairs(metadata)):
        found.setdefault((mark.kind, mark.source), mark)
    return tuple(found.values())


def _mark(kind: str, value: MetadataValue, strength: str = "strong") -> AiMark:
    return AiMark(kind=kind, source=value.source, value=value.value, strength=strength)  # type: ignore[arg-type]


def _statements(metadata: Metadata) -> Iterator[AiMark]:
    """Fields made for saying it: IPTC's source type and AI fields, Google's credit line."""
    for value in metadata.values("ai", "digital_source_type"):
        name = value.value.rstrip("/").rpartition("/")[2]
        if name in _AI_SOURCES:
            yield _mark("digital-source-type", value)
        elif name in _PART_AI_SOURCES:
            yield _mark("digital-source-type-part", value)
    for field in _IPTC_AI_FIELDS:
        for value in metadata.values("ai", field):
            yield _mark("iptc-ai-field", value)
    for value in metadata.values("text", "credit"):
        if _GOOGLE.search(value.value):
            yield _mark("google-credit", value)
    for value in metadata.values("ai", "samsung_edit"):
        if _samsung_generated(value.raw):
            yield _mark("samsung-edit", value, "medium")
    for value in metadata.values("ai", "tc260_label"):
        yield from _tc260(value, _json(value.raw))


def _texts(metadata: Metadata) -> Iterator[AiMark]:
    """Prompts and workflows: what a text must look like, not what it is called."""
    for group, name, value in metadata:
        if group not in ("png", "text", "camera", "software"):
            continue
        text = value.raw
        if _STEPS.search(text) and _SAMPLER.search(text):
            yield _mark("stable-diffusion-parameters", value)
        if _JOB.search(text):
            yield _mark("midjourney-job", value)
        if group == "png":
            yield from _png_text(name, value)
        if "{" in text[:40]:
            yield from _from_json(name, value)


def _png_text(name: str, value: MetadataValue) -> Iterator[AiMark]:
    if name in _KEYS:
        yield _mark(_KEYS[name], value)
    elif name == "dream" and _DREAM.search(value.value):
        yield _mark("invokeai", value)
    elif name == "hf_job_id":
        yield _mark("hugging-face-job", value, "weak")
    elif name == "source" and value.value.startswith("Stable Diffusion "):
        yield _mark("novelai", value)
    elif name == "negative_prompt":
        yield _mark("stable-diffusion-parameters", value)


def _from_json(name: str, value: MetadataValue) -> Iterator[AiMark]:
    """Marks in a JSON text, with or without a word in front (``Prompt:{...}``)."""
    content = _json(value.raw)
    if not isinstance(content, dict):
        return
    if "sui_image_params" in content:
        yield _mark("swarmui", value)
    elif _is_comfyui(content):
        yield _mark("comfyui", value)
    elif "prompt" in content and content.keys() & {"negative_prompt", "sampler", "seed", "steps"}:
        yield _mark("generator-json", value)
    elif {"c", "uc"} <= content.keys():
        yield _mark("draw-things", value)
    elif "AIGC" in content:
        inner = content["AIGC"]
        yield from _tc260(value, _json(inner) if isinstance(inner, str) else inner)
    elif name == "aigc":
        yield from _tc260(value, content)


def _is_comfyui(content: dict[str, Any]) -> bool:
    if isinstance(content.get("nodes"), list) and isinstance(content.get("links"), list):
        return True
    nodes = [node for node in list(content.values())[:200] if isinstance(node, dict)]
    return any("class_type" in node for node in nodes)


def _tc260(value: MetadataValue, content: Any) -> Iterator[AiMark]:
    """GB 45438-2025: label 1 is generated, 2 possibly, 3 suspected."""
    label = str(content.get("Label", "")) if isinstance(content, dict) else ""
    if label in ("1", "2", "3"):
        kind, strength = _TC260.get(label, _TC260_SUSPECTED)
        yield _mark(kind, value, strength)


def _samsung_generated(text: str) -> bool:
    """``genAIType`` other than 0 anywhere in Samsung's record of edits."""
    return any(int(number) != 0 for number in re.findall(r'"genAIType"\s*:\s*"?(\d{1,4})', text))


def _names(metadata: Metadata) -> Iterator[AiMark]:
    for group, field in _SIGNED_FIELDS:
        for value in metadata.values(group, field):
            if GENERATORS.search(value.value[:500]):
                yield _mark("generator-name", value, "medium")
    for value in metadata.values("text", "title"):
        if value.value == "AI generated image" and value.source.startswith("png"):
            yield _mark("novelai", value)


def _pairs(metadata: Metadata) -> Iterator[AiMark]:
    """xAI's signature in the description counts only beside an artist that is a UUID."""
    artists = [v for v in metadata.values("text", "artist") if re.fullmatch(_UUID, v.value)]
    if artists:
        for value in metadata.values("text", "description"):
            if _SIGNATURE.fullmatch(value.value):
                yield _mark("xai-signature", value)


def _json(text: str) -> Any:
    """The first JSON object of a text, or None; whatever stands in it."""
    start = text.find("{", 0, 40)
    if start < 0 or len(text) > _MAX_JSON:
        return None
    try:
        return json.JSONDecoder().raw_decode(text[start:])[0]
    except (ValueError, RecursionError):
        return None
