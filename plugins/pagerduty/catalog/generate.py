#!/usr/bin/env python3
"""Writes the PagerDuty catalog from PagerDuty's OpenAPI documents and the overlay beside this file.

Usage: generate.py [--source DIR] [--check]

DIR holds the files that the overlay names as sources; without it CALLOUT_PAGERDUTY_OPENAPI names the folder. `--check` writes nothing and
says how the committed files differ from what would be written. Exit status: 0 written or equal,
1 different, 2 the source or the overlay is wrong, 77 no source folder given.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # a check leaves nothing in the source tree

from combination import Catalog
from cpp_text import files
from difference import differences
from document import CatalogError, Document, repair
from rows import Rows

HERE = Path(__file__).resolve().parent
VARIABLE = "CALLOUT_PAGERDUTY_OPENAPI"
SKIPPED = 77


def arguments():
    parser = argparse.ArgumentParser(description="Writes or checks the PagerDuty catalog.")
    parser.add_argument("--source", default=os.environ.get(VARIABLE, ""), help="folder of the documents")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    return parser.parse_args()


def read(folder, source, overlay):
    """(rows, line of the banner) of one document."""
    text = (folder / source["file"]).read_bytes()
    document = Document(text)
    repair(document, source.get("repairs", []))
    digest = hashlib.sha256(text).hexdigest()[:16]
    version = document.root["info"]["version"]
    return Rows(document, overlay, source), f"//   {source['file']} {version} (sha256 {digest})"


def generate(folder):
    """File name -> text."""
    overlay = json.loads((HERE / "overlay.json").read_text(encoding="utf-8"))
    parts, banner = zip(*(read(folder, source, overlay) for source in overlay["sources"]))
    return files(Catalog(parts, overlay), "\n".join(banner))


def committed(name):
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write(generated):
    for name, text in generated.items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


def check(generated):
    old = {name: committed(name) for name in generated}
    if old == generated:
        print("The catalog agrees with its source.")
        return 0
    found = list(differences(old, generated)) or ["only the layout or the source's version differs"]
    print("\n".join(found))
    print(f"{len(found)} difference(s). Run {Path(__file__).name} --source DIR, read the diff and commit it.")
    return 1


def main():
    options = arguments()
    if not options.source:
        print(f"SKIPPED: the catalog was not checked. Set {VARIABLE} to the folder of PagerDuty's documents.")
        return SKIPPED
    try:
        generated = generate(Path(options.source))
    except (CatalogError, OSError, json.JSONDecodeError) as error:
        print(f"generate.py: {options.source}: {error}", file=sys.stderr)
        return 2
    return check(generated) if options.check else write(generated)


if __name__ == "__main__":
    sys.exit(main())
