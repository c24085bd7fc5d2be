"""Write exported files: whole or not at all, and over existing files only by force."""

import os
from collections.abc import Iterable
from pathlib import Path

from aidcli.errors import TakenPath, Unwritable, Usage, no_folder_for
from aidcli.store.atomic import mode, replace


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise TakenPath where the name is taken and `force` is not set, also by a link that leads nowhere."""
    try:
        if os.path.lexists(path) and not force:
            raise TakenPath(path)
    except OSError as error:
        raise Unwritable(path, error) from None


def write_file(path: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file piece by piece, visible only once it is complete.

    Raises TakenPath where the name is taken and `force` is not set, Unwritable where the file cannot be written.
    """
    refuse_existing(path, force=force)
    try:
        if not path.parent.is_dir():
            raise no_folder_for(path)
        if path.exists() and not path.is_file():
            with path.open("wb") as file:  # A device or a named pipe cannot be replaced.
                file.writelines(pieces)
            return
        mode(path)
        replace(Path(os.path.realpath(path)), pieces, like=path)
    except OSError as error:
        raise Unwritable(path, error) from None


def write_folder(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]], *, force: bool) -> None:
    """Write files, by name, into a folder, which is created where it does not exist, though no folder above it is.

    Raises Usage where the folder holds anything and `force` is not set, Unwritable where a file cannot be written.
    """
    try:
        if os.path.lexists(folder) and not force and (not folder.is_dir() or any(folder.iterdir())):
            raise Usage("'{path}' exists already; add --force to write into it", "'{path}' 已存在；加 --force 写入其中", path=folder)
        if not folder.parent.is_dir():
            raise no_folder_for(folder)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Unwritable(folder, error) from None
    for name, pieces in files:
        write_file(folder / name, pieces, force=True)
