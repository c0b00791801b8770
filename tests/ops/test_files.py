import pytest

from wiki import files


@pytest.mark.parametrize("name", ["templates", "static", "migrations"])
def test_the_folders_of_a_checkout_are_found(name):
    assert files.folder(name).is_dir()
    assert files.folder(name).is_absolute()


def test_the_folders_of_a_wheel_win(tmp_path, monkeypatch):
    (tmp_path / "wiki" / "_files" / "static").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "wiki")
    assert files.folder("static") == tmp_path / "wiki" / "_files" / "static"


def test_a_folder_that_is_nowhere_is_an_error():
    with pytest.raises(FileNotFoundError, match="nonsense is neither in the package nor beside it"):
        files.folder("nonsense")
