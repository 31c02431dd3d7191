"""unpack.py WHEELS TARGET PREFIX...: extracts the members of every wheel in a folder whose paths start with a prefix.

Licence texts come along whatever the prefixes.
"""

import pathlib
import sys
import zipfile


def wanted(name: str, prefixes: list[str]) -> bool:
    parts = pathlib.PurePosixPath(name).parts
    in_metadata = parts[0].endswith(".dist-info")
    is_licence = in_metadata and "licen" in "/".join(parts[1:]).lower()
    return is_licence or any(name.startswith(prefix) for prefix in prefixes)


def main(wheels: str, target: str, *prefixes: str) -> None:
    for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if wanted(name, list(prefixes))]
            archive.extractall(target, names)


if __name__ == "__main__":
    main(*sys.argv[1:])
