"""Small lists of postcodes in the shapes in which they are published, made up."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from hub.directory.rules.postcode_rows import DISTRICTS

CODES = {borough: code for code, borough in DISTRICTS.items()} | {"outside": "E06000050", "": ""}
PLACES = {
    "L1 0AA": "liverpool",
    "L1 0AB": "liverpool",
    "L20 1AA": "sefton",
    "L20 1AB": "sefton",
    "L20 2AA": "sefton",
    "L20 2AB": "liverpool",
    "L34 1AA": "knowsley",
    "WA10 1AA": "st_helens",
    "CH41 1AA": "wirral",
    "CH1 1AA": "outside",
    "WA3 1AA": "outside",
    "WA3 1AB": "st_helens",
    "M1 1AA": "outside",
}
"""A sector in two boroughs, one across the border, and one far away."""

SHORT_NAMES = "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC"
LONG_NAMES = (
    "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,NHS_regional_HA_code,NHS_HA_code,"
    "Admin_county_code,Admin_district_code,Admin_ward_code"
)
METADATA = "PRODUCT: OS CODE-POINT_OPEN\r\nDATASET VERSION NUMBER: 2014.3.0\r\nCOPYRIGHT DATE: 20140729\r\n"
OLD_ONS = "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,osward,usertype,oseast1m,osnrth1m"
NEW_ONS = (
    "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty25cd,ced25cd,lad25cd,wd25cd"
)


def code_point(places: Mapping[str, str], *, line: str = "\r\n") -> str:
    """Rows of Code-Point Open: no header, the postcode in seven places, column nine the district."""
    return "".join(
        f'"{_in_seven(postcode)}",10,334941,389332,"E92000001","E19000001","E18000002","",'
        f'"{CODES[borough]}","E05000907"{line}'
        for postcode, borough in places.items()
    )


def ons(places: Mapping[str, str], *, header: str = NEW_ONS, ended: frozenset[str] = frozenset()) -> str:
    """The ONS directory: a header, three spellings of the postcode, when it ended, and its district."""
    names = header.split(",")
    district = next(name for name in names if name == "oslaua" or name.startswith("lad"))
    lines = [header]
    for postcode, borough in places.items():
        values = dict.fromkeys(names, "E99999999") | {
            names[0]: _in_seven(postcode),
            names[1]: postcode,
            "pcds": postcode,
            "dointr": "198001",
            "doterm": "200612" if postcode in ended else "",
            district: CODES[borough],
        }
        lines.append(",".join(f'"{values[name]}"' for name in names))
    return "\r\n".join(lines) + "\r\n"


def own(places: Mapping[str, str]) -> str:
    """The two columns that anybody can make."""
    return "postcode,borough\n" + "".join(f"{postcode},{borough}\n" for postcode, borough in places.items())


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a zip of these files."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def code_point_zip(path: Path, places: Mapping[str, str] = PLACES) -> Path:
    """Write Code-Point Open as it is published, a file for each area."""
    areas: dict[str, dict[str, str]] = {}
    for postcode, borough in places.items():
        area = "".join(letter for letter in postcode.split()[0] if letter.isalpha()).lower()
        areas.setdefault(area, {})[postcode] = borough
    return zipped(
        path,
        {
            "Doc/Code-Point_Open_Column_Headers.csv": f"{SHORT_NAMES}\r\n{LONG_NAMES}\r\n",
            "Doc/licence.txt": "© Crown copyright".encode("cp1252"),
            "Doc/metadata.txt": METADATA,
            **{f"Data/CSV/{area}.csv": code_point(found) for area, found in areas.items()},
        },
    )


def packed(path: Path, content: str) -> Path:
    """Write a text as .gz."""
    path.write_bytes(gzip.compress(content.encode()))
    return path


def _in_seven(postcode: str) -> str:
    outward, inward = postcode.split()
    return f"{outward:<4}{inward}"
