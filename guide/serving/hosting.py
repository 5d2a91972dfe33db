"""What a host needs besides the files: headers, types, and files packed once for all.

The build writes `_headers`, which some static hosts read, by the same rules. The development server sends the same
headers, so what is tested is what is recommended.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from guide.project import ROOT
from guide.setup import arguments, toolchain

SNAPSHOT, UNPACKED = "snapshot.packed", "snapshot.bin"  # as in guide/build/runtime.py

POLICY = ("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; "
          "base-uri 'none'; form-action 'self'; object-src 'none'")

# As a header the policy holds for the worker too, and only there can it forbid to be framed.
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "no-referrer",
    # The page copies to the clipboard and nothing else.
    "Permissions-Policy": ("accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), "
                           "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# All kinds of files in the site; the build fails on any other.
MIME_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
    ".packed": "application/octet-stream",  # gzip within; called otherwise, many hosts would say Content-Encoding to it
    ".bin": "application/octet-stream",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
}

# Names that carry a hash of what is in them: the folder of the runtime, and the theme's own files.
HASHED = re.compile(r"(^|/)runtime/[0-9a-f]{12}/|\.[0-9a-f]{8}\.min\.(js|css)$")
IMMUTABLE = "public, max-age=31536000, immutable"
CHECKED = "no-cache"  # kept, but asked about each time

# Worth packing: what is not packed already.
PACKED_TYPES = (".html", ".css", ".js", ".mjs", ".json", ".map", ".webmanifest", ".wasm", ".xml", ".txt", ".md", ".svg", ".ico", ".bin")
LEAST_BYTES = 1000

# The most that use without network may cost a reader, in bytes as they travel, by how the host packs.
LIMITS = {".gz": 12_000_000, ".br": 9_000_000}

NGINX = """\
# An example for nginx, made by `python3 scripts/hosting.py nginx`; docs/guides/deploy.md explains it.
# Belongs into the `http` block (on Debian: a file in /etc/nginx/sites-enabled). The site lies in {folder}.

# Only what was found is kept for good: a file that is missing today may be there tomorrow.
map "$status $uri" $guide_cache {{
    default "{checked}";
    "~^(200|206|304) {prefix}runtime/[0-9a-f]{{12}}/" "{immutable}";
    "~^(200|206|304) .*\\.[0-9a-f]{{8}}\\.min\\.(js|css)$" "{immutable}";
}}

server {{
    listen 127.0.0.1:8080;      # behind what ends TLS; or: listen 443 ssl; with ssl_certificate and its key
    server_name _;
    server_tokens off;
    absolute_redirect off;      # a folder without its last slash: the same host and port as asked

    root {root};
    index index.html;

    types {{
{types}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types {charset};

    # Packed once by `scripts/hosting.py pack`, not at each request.
    gzip_static on;
    gzip_vary on;
{brotli}
    # Here and in no `location`: one add_header there would switch these off.
{headers}
    add_header Cache-Control $guide_cache always;

    error_page 404 {prefix}404.html;
    location {prefix}nb/ {{ error_page 404 {prefix}nb/404.html; }}
    location {prefix}da/ {{ error_page 404 {prefix}da/404.html; }}
    location = {prefix}_headers {{ return 404; }}
}}
"""


def path_of(address: str) -> str:
    """The path of a site's address with a slash at both ends: `/` or `/guide/`. Raises SetupError."""
    path = urlsplit(address).path
    if not re.fullmatch(r"/?([A-Za-z0-9._~-]+/?)*", path) or ".." in path:
        raise toolchain.SetupError(f"{address}: give a path of letters, digits and hyphens, such as /guide/")
    return f"/{path.strip('/')}/".replace("//", "/")


def nginx(path: str = "/", *, brotli: bool = False, root: str = "/srv/www") -> str:
    """The nginx configuration for a site that lies under `path` of its host, in the folder `root` + `path`."""
    kinds: dict[str, list[str]] = {}
    for suffix, kind in MIME_TYPES.items():
        kinds.setdefault(kind.partition(";")[0], []).append(suffix[1:])
    return NGINX.format(
        prefix=path,
        root=root,
        folder=f"{root}{path}",
        checked=CHECKED,
        immutable=IMMUTABLE,
        types="\n".join(f"        {kind} {' '.join(suffixes)};" for kind, suffixes in kinds.items()),
        charset=" ".join(dict.fromkeys(kind.partition(";")[0] for kind in MIME_TYPES.values() if "charset" in kind and "html" not in kind)),
        brotli=f"    {'' if brotli else '# '}brotli_static on;{'' if brotli else '         # with the module ngx_brotli'}\n",
        headers="\n".join(f'    add_header {name} "{value}" always;' for name, value in HEADERS.items()),
    )


def headers_file(site: Path, path: str) -> str:
    """The `_headers` of a built site (as Netlify, Cloudflare Pages and others read it).

    Of Cache-Control it names the hashed files only: hosts join the values of all rules that fit, and ask about every
    other file each time by themselves.
    """
    lines = [f"{path}*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    for name in sorted(file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()):
        if HASHED.search(name):
            lines += [f"{path}{name}", f"  Cache-Control: {IMMUTABLE}"]
    return "\n".join(lines) + "\n"


def pack(site: Path, out: Path, quality: int = 11) -> tuple[int, int, int]:
    """Copy a built site into the new folder `out`, with packed copies beside the files where they are smaller.

    The bytes depend on the files alone. `quality` is brotli's, 0 to 11. Returns how many were packed, their size, and
    the size of the smallest copies.
    Raises SetupError if there is no site, or `out` is there already; OSError, and leaves nothing, if it can't be written.
    """
    if not (site / "runtime").is_dir():
        raise toolchain.SetupError(f"{site} holds no built site: run scripts/build.py first, or name another folder with --site")
    if out.exists():
        raise toolchain.SetupError(f"{out} is there already: name a new folder with --out")
    if out.is_relative_to(site):
        raise toolchain.SetupError(f"{out} lies in the site itself: name a folder outside of {site} with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent, ignore_cleanup_errors=True) as beside:
        whole = Path(beside) / "site"
        shutil.copytree(site, whole)
        sizes = _pack_files(whole, quality)
        whole.rename(out)  # at last: what is not whole is not there
    return sizes


def _pack_files(folder: Path, quality: int) -> tuple[int, int, int]:
    import brotli

    count = before = after = 0
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix not in PACKED_TYPES or file.stat().st_size < LEAST_BYTES:
            continue
        data = file.read_bytes()
        smallest = len(data)
        for suffix, packed in ((".gz", gzip.compress(data, 9, mtime=0)), (".br", brotli.compress(data, quality=quality))):
            copy = file.with_name(file.name + suffix)
            if len(packed) < len(data) and not copy.exists():
                copy.write_bytes(packed)
                smallest = min(smallest, len(packed))
        count, before, after = count + 1, before + len(data), after + smallest
    return count, before, after


def travels(out: Path, suffix: str) -> int:
    """Bytes of the whole offline set as a host sends it that packs in one way: `.gz` or `.br`.

    Of the two forms of the snapshot the one counts that is fetched then.
    """
    other = UNPACKED if suffix == ".gz" else SNAPSHOT
    copies = {file for kind in LIMITS for file in out.rglob(f"*{kind}") if file.with_suffix("").exists()}
    total = 0
    for file in out.rglob("*"):
        if file.is_file() and file not in copies and file.name not in (other, "_headers"):
            packed = file.with_name(file.name + suffix)
            total += (packed if packed in copies else file).stat().st_size
    return total


def main() -> int:
    parser = arguments.Parser(description="What a host needs besides the files.")
    commands = parser.add_subparsers(dest="command", required=True)
    conf = commands.add_parser("nginx", help="print an nginx configuration")
    conf.add_argument("--path", default="/", help="where the site lies on its host (/)")
    conf.add_argument("--brotli", action="store_true", help="send .br files: needs the module ngx_brotli")
    copy = commands.add_parser("pack", help="copy the site, with packed files beside")
    copy.add_argument("--site", type=Path, default=ROOT / "site", help="the built site (site/)")
    copy.add_argument("--out", type=Path, required=True, help="new folder to copy into")
    args = parser.parse_args()
    if args.command == "nginx":
        sys.stdout.write(nginx(path_of(args.path), brotli=args.brotli))
        return 0
    toolchain.in_venv()
    count, before, after = pack(args.site.resolve(), args.out.resolve())
    toolchain.say(f"{args.out}: {count} files packed, {before / 1e6:.1f} MB as they are, {after / 1e6:.1f} MB at best")
    for suffix, limit in LIMITS.items():
        size = travels(args.out.resolve(), suffix)
        toolchain.say(f"the offline set as it travels, {suffix}: {size / 1e6:.2f} MB, at most {limit / 1e6:.0f}")
        if size > limit:
            raise toolchain.SetupError(
                f"the offline set takes {size / 1e6:.2f} MB to a reader ({suffix}), {limit / 1e6:.0f} are allowed: "
                "see what grew with `du -a` in that folder; decision 0014 says what counts"
            )
    return 0
