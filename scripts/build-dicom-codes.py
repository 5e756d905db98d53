#!/usr/bin/env python3
"""Writes checks/dicom/codes/data/codes.json from the code dictionaries of pydicom (MIT; Debian package python3-pydicom),
which are made from PS3.16: meaning by scheme and value, and the members of the context groups that rules ask for.

    python3 scripts/build-dicom-codes.py FOLDER/pydicom
"""
import importlib.util
import json
import pathlib
import re
import sys

SCHEMES = ["DCM", "SCT", "UMLS", "NCIt", "LN", "FMA"]
CONTEXT_GROUPS = [42, 244, 7150]
ROOT = pathlib.Path(__file__).resolve().parent.parent
source = pathlib.Path(sys.argv[1])


def load(name):
    spec = importlib.util.spec_from_file_location(name, source / "sr" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_code(value):
    return re.fullmatch(r"[A-Za-z0-9.-]+", value) and value not in ("...", "A", "B", "C")


concepts = load("_concepts_dict").concepts
groups = load("_cid_dict").cid_concepts
version = re.search(r"__version__[^=]*= ?['\"]([^'\"]+)", (source / "_version.py").read_text()).group(1)
codes = {}
for scheme in SCHEMES:
    known = {}
    for entries in concepts[scheme].values():
        for value, (meaning, _) in entries.items():
            if is_code(value):
                known.setdefault(value, " ".join(meaning.split()))
    codes[scheme] = dict(sorted(known.items()))
members = {
    str(cid): sorted(
        f"{scheme} {value}"
        for scheme, keywords in groups[cid].items()
        for keyword in keywords
        for value, (_, cids) in concepts[scheme][keyword].items()
        if cid in cids
    )
    for cid in CONTEXT_GROUPS
}
output = ROOT / "checks/dicom/codes/data/codes.json"
text = json.dumps(
    {"origin": f"pydicom {version} (MIT), from PS3.16", "codes": codes, "contextGroups": members},
    ensure_ascii=False,
    indent=2,
)
output.write_text(text + "\n", encoding="utf-8")
print({scheme: len(known) for scheme, known in codes.items()}, members)
