"""The pictures of changed pages are taken, before and after, of what changed and of nothing else."""

from guide.pictures import screenshots


def made(folder, build, figure):
    (folder / "runtime" / build).mkdir(parents=True)
    for page, text in (("dose", f"<p>{figure} g/kg</p>"), ("same", "<p>x</p>")):
        (folder / "nb" / page).mkdir(parents=True)
        (folder / "nb" / page / "index.html").write_text(f"<!doctype html><title>{page}</title><article>{text}</article>")
    return folder


def test_pictures_before_and_after(tmp_path, browser, monkeypatch):
    monkeypatch.setattr(screenshots, "browser", lambda: Lent(browser))
    before, after = made(tmp_path / "before", "aaaaaaaaaaaa", 2), made(tmp_path / "after", "bbbbbbbbbbbb", 3)
    assert screenshots.shoot_changed(before, after, tmp_path / "out") == ["nb/dose/"]
    pictures = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.png")}
    assert set(pictures) == {"nb-dose.before.png", "nb-dose.after.png"}
    assert pictures["nb-dose.before.png"] != pictures["nb-dose.after.png"]
    assert "nb-dose.after.png" in (tmp_path / "out/index.html").read_text()


class Lent:
    """The tests' own browser: two Playwrights cannot live in one process."""

    def __init__(self, browser):
        self.browser = browser

    def __enter__(self):
        return self.browser

    def __exit__(self, *_):
        return None
