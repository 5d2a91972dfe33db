"""Writes the software bill of materials: everything that the site, its build and its tests are made of (CycloneDX, JSON).

    python3 scripts/sbom.py --out guide.cdx.json

The list of Python packages is made by cyclonedx-py from the locked environment, that of npm by npm from its lock file;
here they become one. What reaches readers has the scope `required`; what only builds and tests is `excluded`. The same
commit gives the same file.
"""

if __name__ == "__main__":
    from start import run

    run("guide.supply.sbom")
