"""Writes the software bills of materials, one of the Python packages and one of npm's (CycloneDX, JSON).

    python3 scripts/sbom.py --out bills
"""

if __name__ == "__main__":
    from start import run

    run("guide.supply.sbom")
