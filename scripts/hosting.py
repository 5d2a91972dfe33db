"""What a host needs besides the files: headers, types, and files packed once for all.

    python3 scripts/hosting.py nginx [--path /guide/] [--brotli]    print an nginx configuration
    python3 scripts/hosting.py pack --out FOLDER [--site site]      copy the site, with .gz and .br beside its files

The build writes `_headers`, which some static hosts read, by the same rules. The development server sends the same
headers, so what is tested is what is recommended.
"""

if __name__ == "__main__":
    from start import run

    run("guide.serving.hosting")
