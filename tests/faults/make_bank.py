"""Write the fault bank: small deliveries with one fault each, or valid but unusual.

``python tests/faults/make_bank.py [FOLDER]`` writes every case to tests/faults/bank (or FOLDER), the
same bytes each time. The deliveries in ``MADE_ELSEWHERE`` are real .xls files that this project
has no writer for; they are kept as they were made. What is too large to keep is in ``GENERATED``: a
test calls ``GENERATED[case](folder)``. What each case should give stands in expected.csv.
"""

# ruff: noqa: E501, RUF001 (cells are written as they stand in the files)

import base64
import datetime as dt
import io
import pickle
import re
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter

HERE = Path(__file__).parent
BANK: dict[str, dict[str, bytes]] = {}
MADE_ELSEWHERE = (
    "valid_xls",
    "biff_workbook_where_xlsx_expected",
    "cut_off_xls",
    "xls_sheet_missing",
)

Rows = list[list[str]]


# ---- tables ----------------------------------------------------------------------------------


def table(text: str) -> Rows:
    return [line.split("|") for line in text.strip("\n").splitlines()]


COURSES = table("""
Nr|Start|Slut|Født|Køn|Sted|Udgift|Møder|Årsag|Bemærkning
0101|15-01-2024|28-06-2024|14-03-2004|K|Østerbro|1.250,50|14|Færdig|
0102|22-01-2024||02-11-2003|M|Østerbro|980,00|9||Går i skole igen
0103|05-02-2024|30-08-2024|27-07-2002|K|Nørrebro|2.100,00|21|Færdig|
0104|19-02-2024|17-05-2024|08-01-2005|A|Valby|450,75|6|Stoppet før tid|Ønsker en pause
0105|04-03-2024|20-12-2024|19-09-2003|M|Nørrebro|3.875,25|30|Gået på job|
0106|18-03-2024||30-04-2001|K|Østerbro|1.120,00|12||Har fået bolig
0107|02-04-2024|31-10-2024|11-12-2004|K|Valby|760,00|8|Færdig|
0108|15-04-2024|29-11-2024|23-06-2003|M|Østerbro|5.897,00|35|Gået på job|Møder hver uge
0109|06-05-2024||16-02-2002|K|Nørrebro|640,50|7||
0110|21-05-2024|13-01-2025|05-10-2004|M|Valby|2.330,00|19|Færdig|
0111|10-06-2024||21-08-2003|K|Nørrebro|890,00|10||Vil gerne fortsætte
0112|24-06-2024|28-02-2025|09-05-2005|M|Østerbro|1.475,00|16|Stoppet før tid|
""")
READINGS = table("""
Nr|Dato|T1|T2|T3|T4|T5|Håb|Kommentar
0101|17-01-2024|2|3|1|2|2|4|
0102|24-01-2024|1|0|2|1|1|3|
0103|07-02-2024|3|3|4|2|3|6|
0104|21-02-2024|0|1|1|2|0|2|
0105|06-03-2024|4|4|3|5|4|8|
0106|20-03-2024|2|2|2|3|1|5|
0107|04-04-2024|5|4|5|4|5|9|
0108|17-04-2024|1|2|0|1|2|3|
0109|08-05-2024|3|2|3|4|3|7|
0110|23-05-2024|2|1|2|2|3|4|
0111|12-06-2024|4|5|4|3|4|8|
0112|26-06-2024|3|3|2|3|2|6|
0101|19-04-2024|3|4|2|3|3|6|
0102|25-04-2024|2|1|3|2|2|5|
""")
ENGLISH = table("""
Id|Start|End|Born|Sex|Site|Cost|Note
0101|01/15/2024|06/28/2024|03/14/2004|F|North|1250.50|
0102|01/22/2024||11/02/2003|M|North|980.00|back at school
0103|02/05/2024|08/30/2024|07/27/2002|F|South|2100.00|
0104|02/19/2024|05/17/2024|01/08/2005|X|South|450.75|wants a break
0105|03/04/2024|12/20/2024|09/19/2003|M|North|3875.25|
0106|03/18/2024||04/30/2001|F|South|1120.00|has a flat
0107|04/02/2024|10/31/2024|12/11/2004|F|North|760.00|
0108|04/15/2024|11/29/2024|06/23/2003|M|South|5897.00|
""")


def edited(base: Rows, *edits: tuple[int, str, str]) -> Rows:
    """Give the table with some cells replaced; rows are numbered as a spreadsheet shows them."""
    rows = [list(row) for row in base]
    for row, column, value in edits:
        rows[row - 1][base[0].index(column)] = value
    return rows


def with_column(base: Rows, header: str, values: list[str]) -> Rows:
    return [[*row, new] for row, new in zip(base, [header, *values], strict=True)]


def with_header(base: Rows, old: str, new: str) -> Rows:
    return edited(base, (1, old, new))


def with_row(base: Rows, number: int, cells: list[str]) -> Rows:
    """Give the table with one row put in, so that it has that number."""
    return [*base[: number - 1], cells, *base[number - 1 :]]


def text(rows: Rows, sep: str = ";", end: str = "\r\n") -> str:
    return "".join(sep.join(row) + end for row in rows)


def put(case: str, **files: bytes | str) -> None:
    """Add one delivery; `courses_csv` is the file courses.csv, and text is saved as UTF-8."""
    for name, content in files.items():
        stem, _, ending = name.rpartition("_")
        add(case, f"{stem}.{ending}", content)


def add(case: str, name: str, content: bytes | str) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    BANK.setdefault(case, {})[name] = data


def nfd(value: str) -> str:
    return unicodedata.normalize("NFD", value)


def only(base: Rows, *columns: str) -> Rows:
    places = [base[0].index(column) for column in columns]
    return [[row[place] for place in places] for row in base]


COURSES4 = only(COURSES, "Nr", "Start", "Slut", "Køn")


def cpr(birth: str, seventh: str, start: int = 1) -> str:
    """Make up a CPR number that passes modulus 11; all here are of people born 1900-1908."""
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    for serial in range(start, 1000):
        number = f"{birth}{seventh}{serial:03d}"
        if sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11 == 0:
            return number
    raise ValueError(birth)


BIRTHS = ("120305", "050307", "231102", "310108", "080904", "170606", "290404", "151001")
BIRTHS = (*BIRTHS, "020203", "260707", "111105", "200806")
CPR = [cpr(birth, "0123"[place % 4], 101 + place) for place, birth in enumerate(BIRTHS)]
HYPHENATED = [f"{number[:6]}-{number[6:]}" for number in CPR]


# ---- text files: the file as a whole ------------------------------------------------------------


def encodings() -> None:
    plain = text(COURSES)
    put("cp1252_read_as_utf8", courses_csv=plain.encode("cp1252"))
    put("utf8_read_as_cp1252", courses_csv=plain)
    put("utf8_bom_read_as_cp1252", courses_csv=plain.encode("utf-8-sig"))
    put("valid_utf8_bom", courses_csv=plain.encode("utf-8-sig"))
    tabs = text(COURSES, "\t")
    put("valid_utf16_bom_tab", courses_csv=b"\xff\xfe" + tabs.encode("utf-16-le"))
    put("valid_utf16_big_endian", courses_csv=b"\xfe\xff" + tabs.encode("utf-16-be"))
    put("utf16_bom_read_as_utf8", courses_csv=b"\xff\xfe" + plain.encode("utf-16-le"))
    put("utf16_without_bom_read_as_utf8", courses_csv=plain.encode("utf-16-le"))
    put("cp850_read_as_cp1252", courses_csv=plain.encode("cp850"))
    used = plain.encode().replace(
        "0105;04-03-2024;20-12-2024;19-09-2003;M;Nørrebro".encode(),
        b"0105;04-03-2024;20-12-2024;19-09-2003;M;N\xf8rrebro",
    )
    put("one_cp1252_cell_in_used_column", courses_csv=used)
    extra = text(with_column(COURSES, "Hold", ["Rød"] * 5 + ["BLÅ"] + ["Rød"] * 6))
    put(
        "one_cp1252_cell_in_undeclared_column",
        courses_csv=extra.encode().replace("BLÅ".encode(), b"Bl\xe5"),
    )
    put(
        "replacement_character_in_site",
        courses_csv=text(edited(COURSES, (4, "Sted", "N\ufffdrrebro"))),
    )
    put(
        "cp1252_undefined_byte",
        courses_csv=plain.encode("cp1252").replace(b"Valby;760", b"Va\x81by;760"),
    )
    put("mojibake_in_header_and_values", courses_csv=plain.encode().decode("latin-1"))
    broken = edited(COURSES, *((row, "Sted", "NÃ¸rrebro") for row in (4, 6, 10)))
    put("mojibake_in_some_sites", courses_csv=text(broken))
    put(
        "valid_cp1252_euro_and_dashes",
        courses_csv=text(
            edited(COURSES, (5, "Bemærkning", "Ønsker en pause – “måske” 20 € om ugen…"))
        ).encode("cp1252"),
    )
    put(
        "bom_in_the_middle",
        courses_csv=text(COURSES[:7]) + "\ufeff" + text([COURSES[0], *COURSES[7:]]),
    )
    put("bom_before_a_key", courses_csv=text(edited(COURSES, (8, "Nr", "\ufeff0107"))))
    put("valid_nfd_header", courses_csv=text(with_header(COURSES, "Årsag", nfd("Årsag"))))
    put(
        "valid_nfd_choice_values",
        courses_csv=text(edited(COURSES, *((row, "Årsag", nfd("Gået på job")) for row in (6, 9)))),
    )
    put("empty_file", courses_csv=b"")
    put("only_a_bom", courses_csv=b"\xef\xbb\xbf")
    put("zero_byte_inside", courses_csv=plain.replace("Ønsker en", "Ønsker\x00en"))
    put("valid_old_mac_line_ends", courses_csv=text(COURSES, end="\r"))
    put("valid_mixed_line_ends", courses_csv=text(COURSES[:6], end="\n") + text(COURSES[6:]))
    put("valid_no_newline_at_end", courses_csv=plain.rstrip("\r\n"))


def separators() -> None:
    plain = text(COURSES)
    put(
        "comma_file_for_semicolon_profile",
        courses_csv="\r\n".join(
            ",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in COURSES
        )
        + "\r\n",
    )
    put("tab_file_for_semicolon_profile", courses_csv=text(COURSES, "\t"))
    put("semicolon_file_for_comma_profile", courses_csv=text(ENGLISH))
    put(
        "semicolon_unquoted_in_text",
        courses_csv=text(edited(COURSES, (5, "Bemærkning", "Ønsker en pause; kommer igen"))),
    )
    put(
        "valid_semicolon_quoted_in_text",
        courses_csv=text(edited(COURSES, (5, "Bemærkning", '"Ønsker en pause; kommer igen"'))),
    )
    put(
        "valid_comma_in_text",
        courses_csv=text(edited(COURSES, (5, "Bemærkning", "Ønsker en pause, kommer igen"))),
    )
    put(
        "decimal_comma_in_comma_file",
        courses_csv=text(edited(ENGLISH, (6, "Cost", "3875,25")), ","),
    )
    put("valid_english_file", courses_csv=text(ENGLISH, ","))
    put("sep_line_first", courses_csv="sep=;\r\n" + plain)
    put(
        "valid_trailing_separator_everywhere", courses_csv=text(with_column(COURSES, "", [""] * 12))
    )
    put(
        "valid_trailing_separator_in_rows_only",
        courses_csv=text([COURSES[0], *([*row, ""] for row in COURSES[1:])]),
    )
    put("short_row", courses_csv=text([*COURSES[:6], COURSES[6][:8], *COURSES[7:]]))
    put(
        "truncated_last_line",
        courses_csv=plain[: plain.index("0112") + len("0112;24-06-2024;28-0")],
    )
    put("valid_blank_lines_at_end", courses_csv=plain + "\r\n\r\n\r\n")
    put("valid_row_of_separators", courses_csv=text(with_row(COURSES, 8, [""] * 10)))
    wrong = edited(COURSES, (9, "Slut", "31-11-2024"))
    put("fault_after_blank_line", courses_csv=text(with_row(wrong, 5, [""])))


def quotes() -> None:
    def remark(row: int, value: str) -> str:
        return text(edited(COURSES, (row, "Bemærkning", value)))

    put("unclosed_quote", courses_csv=remark(5, '"Ønsker en pause'))
    put("text_after_closing_quote", courses_csv=remark(5, '"Siger "måske" til alt"'))
    put("valid_inch_mark_inside_text", courses_csv=remark(5, 'Mangler en 24" skærm'))
    put("valid_doubled_quotes", courses_csv=remark(5, '"Siger ""måske"" til alt"'))
    put(
        "valid_quoted_line_break",
        courses_csv=remark(5, '"Ønsker en pause.\nKommer igen til sommer"'),
    )
    put("valid_everything_quoted", courses_csv=text([[f'"{c}"' for c in row] for row in COURSES]))
    put(
        "swallowed_rows",
        courses_csv=text(
            edited(
                COURSES, (5, "Bemærkning", '"Ønsker en pause'), (8, "Bemærkning", 'aftalt i dag"')
            )
        ),
    )
    put(
        "fault_after_quoted_line_break",
        courses_csv=text(
            edited(
                COURSES,
                (5, "Bemærkning", '"Ønsker en pause.\nKommer igen"'),
                (9, "Slut", "31-11-2024"),
            )
        ),
    )
    put("apostrophe_before_code", courses_csv=text(edited(COURSES, (6, "Nr", "'0105"))))
    put(
        "excel_formula_text_codes",
        courses_csv=text(
            edited(COURSES, *((row, "Nr", f'="{COURSES[row - 1][0]}"') for row in range(2, 14)))
        ),
    )
    put(
        "shifted_row",
        courses_csv=text([*COURSES[:5], [*COURSES[5][:4], *COURSES[5][5:], ""], *COURSES[6:]]),
    )


def headers() -> None:
    put("header_missing", courses_csv=text(COURSES[1:]))
    put(
        "title_above_header",
        courses_csv=text([["Forløb, udtræk 1. marts 2025"] + [""] * 9, *COURSES]),
    )
    put("header_row_blank", courses_csv=text([[""] * 10, *COURSES]))
    put(
        "two_header_rows_undeclared",
        courses_csv=text(
            [["", "Forløb", "", "Borger", "", "", "Ydelse", "", "Slut på forløb", ""], *COURSES]
        ),
    )
    put(
        "wrong_file_under_the_name",
        courses_csv=text(
            table("Faktura|Beløb|Forfald\n7001|1.200,00|15-03-2024\n7002|480,00|31-03-2024")
        ),
    )
    hold = [f"Hold {place % 3}" for place in range(12)]
    for case, name in {
        "duplicate_column": "Sted",
        "duplicate_column_trailing_space": "Sted ",
        "duplicate_column_other_case": "sted",
        "duplicate_column_nfc_nfd": nfd("Årsag"),
        "extra_column_undeclared": "Hold",
        "column_without_header": "",
        "header_is_cpr": HYPHENATED[0],
        "header_is_email": "mette.testesen@example.org",
        "header_is_a_name": "Karen Testesen Møllegaard",
    }.items():
        put(case, courses_csv=text(with_column(COURSES, name, hold)))
    put("header_in_capitals", courses_csv=text(with_header(COURSES, "Sted", "STED")))
    put("renamed_column", courses_csv=text(with_header(COURSES, "Start", "Startdato")))
    put("column_missing", courses_csv=text([row[:4] + row[5:] for row in COURSES]))
    put("valid_header_extra_spaces", courses_csv=text(with_header(COURSES, "Sted", " Sted  ")))
    put("valid_header_hard_space", courses_csv=text(with_header(COURSES, "Sted", "Sted\u00a0")))
    put("valid_columns_reordered", courses_csv=text([row[::-1] for row in COURSES]))
    put("header_repeated_mid_file", courses_csv=text(with_row(COURSES, 8, COURSES[0])))
    put("header_but_no_rows", courses_csv=text(COURSES[:1]))
    total = ["", "", "", "", "", "22.773,00", "187", "", ""]
    put("total_row_declared", courses_csv=text([*COURSES, ["I alt", *total]]))
    put("total_row_undeclared", courses_csv=text([*COURSES, ["Sum", *total]]))
    put("average_row_after_blank_line", courses_csv=text([*COURSES, [""], ["Gennemsnit", *total]]))
    put(
        "footer_line_alone",
        courses_csv=text([*COURSES, ["Udtrukket 1. marts 2025 fra fagsystemet"]]),
    )
    put("footer_line_padded", courses_csv=text([*COURSES, ["Udtrukket 1. marts 2025"] + [""] * 9]))
    put(
        "valid_total_word_in_text",
        courses_csv=text(edited(COURSES, (5, "Bemærkning", "I alt går det bedre"))),
    )


# ---- text files: the cells of courses.csv ---------------------------------------------------------

# profile courses: case -> row, column, value (one cell that is wrong, or unusual and valid)
CELLS = """
english_decimal_in_danish_column|5|Udgift|450.75
english_thousands_in_danish_column|6|Udgift|3,875.25
unit_after_number|5|Udgift|450,75 kr.
percent_sign|5|Udgift|45 %
trailing_minus|5|Udgift|450,75-
brackets_for_minus|5|Udgift|(450,75)
lone_dash_for_nothing|5|Udgift|-
space_as_thousands|6|Udgift|3 875,25
scientific_notation_in_number|6|Udgift|3,88E+03
number_became_a_date|5|Udgift|01-feb
null_word_in_number|7|Udgift|NULL
na_word_in_number|7|Møder|n/a
nan_word_in_number|7|Udgift|NaN
danish_excel_error_in_csv|7|Udgift|#DIVISION/0!
full_width_digits|7|Møder|１２
arabic_digits|7|Møder|١٢
decimals_in_whole_column|7|Møder|12,5
above_the_highest|7|Møder|1200
below_the_lowest|7|Møder|-12
valid_minus_sign_of_typographers|5|Udgift|−450,75
valid_negative_amount|5|Udgift|-450,75
valid_thousands_point_alone|9|Udgift|5.897
valid_three_decimals_by_locale|9|Udgift|5,897
valid_plain_amount|9|Udgift|5897
valid_zero_decimals_in_whole|7|Møder|12,0
valid_missing_word_with_spaces|7|Møder| Ved ikke
valid_missing_word_in_choice|7|Køn|Ved ikke
june_31_in_start|6|Start|31-06-2024
june_31_in_end|6|Slut|31-06-2024
feb_29_outside_leap_year|11|Slut|29-02-2025
valid_feb_29_in_leap_year|5|Slut|29-02-2024
zero_date_all_zeros|7|Slut|00-00-0000
zero_date_1900|7|Født|01-01-1900
zero_date_1904|7|Født|01-01-1904
zero_date_1970|7|Født|01-01-1970
zero_date_of_access|7|Født|30-12-1899
open_end_9999|7|Slut|31-12-9999
dotnet_first_date|7|Slut|01-01-0001
two_digit_year|6|Slut|20-12-24
five_digit_year|6|Slut|20-12-20244
date_with_clock_time|6|Slut|20-12-2024 00:00:00
date_with_slashes|6|Slut|20/12/2024
date_with_dots|6|Slut|20.12.2024
text_month|6|Slut|20. december 2024
short_english_month|6|Slut|20-Dec-2024
word_for_ongoing|6|Slut|Igangværende
excel_serial_in_start|6|Start|45355
excel_serial_in_end|6|Slut|45646
before_the_earliest|6|Start|04-03-2004
start_in_the_future|7|Start|18-03-2035
end_in_the_future|6|Slut|20-12-2035
start_before_birth|7|Født|30-04-2024
five_years_old_at_start|7|Født|30-04-2018
ninety_five_years_old_at_start|7|Født|30-04-1928
end_before_start|6|Slut|20-12-2023
start_blank|6|Start|
key_blank|6|Nr|
valid_iso_date|6|Slut|2024-12-20
valid_day_and_month_without_zero|9|Slut|9-1-2025
valid_one_day_course|6|Slut|04-03-2024
lost_zero_with_width|6|Nr|105
code_with_a_decimal|6|Nr|105.0
invisible_zero_width_in_code|6|Nr|0105\u200b
invisible_hard_space_in_code|6|Nr|0105\u00a0
valid_code_with_spaces_around|6|Nr| 0105{space}
choice_unknown|6|Køn|Ukendt
choice_written_out|6|Køn|Mand
valid_choice_with_space|6|Køn|M{space}
cpr_in_remark_hyphen|7|Bemærkning|Har fået bolig, cpr {hyphen}
cpr_in_remark_no_hyphen|7|Bemærkning|Har fået bolig, cpr {digits}
cpr_in_remark_with_space|7|Bemærkning|Har fået bolig, cpr {spaced}
cpr_in_remark_failing_modulus_11|7|Bemærkning|Har fået bolig, cpr 140341-7128
cpr_in_remark_day_plus_60|7|Bemærkning|Har fået bolig, cpr {plus60}
cpr_in_site_column|7|Sted|Østerbro {hyphen}
email_in_remark|7|Bemærkning|Skriv til mette.testesen@example.org om bolig
phone_in_remark|7|Bemærkning|Har fået bolig, tlf. 80 00 00 00
phone_with_country_code_in_site|7|Sted|Østerbro +45 80000000
name_in_remark|7|Bemærkning|Har fået bolig hos Karen Testesen Møllegaard
valid_order_number_in_remark|7|Bemærkning|Har fået bolig, ordre 9987654321
valid_ean_in_remark|7|Bemærkning|Har fået bolig, EAN 5790000123456
valid_clock_time_in_remark|7|Bemærkning|Har fået bolig 2024-03-15 14:30:00
valid_amount_in_remark|7|Bemærkning|Har fået bolig til 6.500,00 kr.
valid_place_that_is_a_first_name|7|Sted|Viktoria
"""


def cells() -> None:
    number = CPR[0]
    filled = {
        "hyphen": HYPHENATED[0],
        "digits": number,
        "spaced": f"{number[:6]} {number[6:]}",
        "space": " ",
        "plus60": f"{int(number[:2]) + 60}{number[2:6]}-{number[6:]}",
    }
    for line in CELLS.strip("\n").splitlines():
        case, row, column, value = line.split("|")
        for key, shown in filled.items():
            value = value.replace("{" + key + "}", shown)
        put(case, courses_csv=text(edited(COURSES, (int(row), column, value))))

    def column(name: str, values: list[str]) -> Rows:
        return edited(COURSES, *((row, name, v) for row, v in enumerate(values, start=2)))

    put(
        "english_thousands_in_whole_column",
        courses_csv=text(
            column("Udgift", [f"{place},{350 + 41 * place:03d}" for place in range(1, 13)])
        ),
    )
    put(
        "day_and_month_swapped",
        courses_csv=text(
            column(
                "Start",
                [
                    "02-03-2024",
                    "05-01-2024",
                    "11-02-2024",
                    "03-04-2024",
                    "08-05-2024",
                    "12-01-2024",
                    "07-06-2024",
                    "10-03-2024",
                    "04-02-2024",
                    "09-05-2024",
                    "01-04-2024",
                    "06-06-2024",
                ],
            )
        ),
    )
    put("all_started_the_same_day", courses_csv=text(column("Start", ["01-01-2024"] * 12)))
    put(
        "lost_zeros_without_width",
        courses_csv=text(edited(COURSES, (4, "Nr", "103"), (8, "Nr", "107"), (9, "Nr", "108"))),
    )
    put(
        "lost_zeros_in_whole_column",
        courses_csv=text(column("Nr", [row[0].lstrip("0") for row in COURSES[1:]])),
    )
    plain = {
        "valid_codes_of_mixed_length": [str(7 * 3**place) for place in range(12)],
        "valid_keys_na_none_null": [
            "AB",
            "NA",
            "CD",
            "None",
            "EF",
            "null",
            "GH",
            "nan",
            "IJ",
            "TRUE",
            "KL",
            "N/A",
        ],
        "valid_keys_with_inner_spaces": [f"AB {place:02d}" for place in range(12)],
        "valid_keys_with_danish_letters": [f"Å{place}ø" for place in range(12)],
        "valid_ten_digit_keys_no_cpr": [str(9987654301 + place) for place in range(12)],
        "valid_eight_digit_keys": [str(80000001 + place) for place in range(12)],
        "scientific_code": [
            "1000000101",
            "1000000102",
            "1000000103",
            "1,01E+09",
            *(str(1000000105 + place) for place in range(8)),
        ],
        "code_key_holds_cpr": HYPHENATED,
        "code_key_holds_cpr_lost_zero": [number.lstrip("0") for number in CPR],
        "one_cpr_among_codes": [*(f"B{place:03d}" for place in range(11)), HYPHENATED[2]],
        "letter_o_for_zero_in_code": [
            "0101",
            "0102",
            "01O3",
            *(f"01{n:02d}" for n in range(4, 13)),
        ],
    }
    for case, values in plain.items():
        put(case, courses_csv=text(column("Nr", values)))
    extra = {
        "cpr_in_undeclared_column": ("Borger", HYPHENATED),
        "cpr_without_hyphen_in_undeclared_column": ("Sagsnr", CPR),
        "email_in_undeclared_column": ("Kontakt", [f"test{n}@example.org" for n in range(12)]),
        "phone_in_undeclared_column": ("Mobil", [f"80 00 00 {n:02d}" for n in range(12)]),
        "order_numbers_in_undeclared_column": ("Ordrenr", [str(9987654301 + n) for n in range(12)]),
        "unix_time_in_undeclared_column": (
            "Oprettet",
            [str(1713261600 + 60 * n) for n in range(12)],
        ),
        "ean_in_undeclared_column": ("EAN", [str(5790000123450 + n) for n in range(12)]),
    }
    for case, (name, values) in extra.items():
        put(case, courses_csv=text(with_column(COURSES, name, values)))
    put(
        "valid_first_of_january_1970_with_earliest",
        courses_csv=text(edited(ENGLISH, (5, "Born", "01/01/1970")), ","),
    )
    put(
        "valid_thousands_comma_quoted",
        courses_csv=text(edited(ENGLISH, (9, "Cost", '"5,897.00"')), ","),
    )
    put(
        "day_first_in_english_file",
        courses_csv=text(edited(ENGLISH, (4, "End", "30/08/2024")), ","),
    )


def across_rows() -> None:
    put("duplicate_row", courses_csv=text([*COURSES, COURSES[4]]))
    put("valid_rows_equal_but_for_key", courses_csv=text([*COURSES, ["0113", *COURSES[12][1:]]]))
    born = edited(COURSES, (6, "Født", "08-11-2001"))[5]
    put("one_key_two_birth_dates", courses_csv=text([*COURSES, born]))
    again = edited(COURSES, (5, "Start", "14-10-2024"), (5, "Slut", "31-01-2025"))[4]
    put("two_courses_of_one_person", courses_csv=text([*COURSES, again]))
    put("cpr_in_file_name", courses_csv=text(COURSES))
    add("cpr_in_file_name", f"{HYPHENATED[0]}.csv", text(COURSES[:3]))
    put("file_not_in_profile", courses_csv=text(COURSES), noter_docx=zipped({"a.xml": "<a/>"}))
    put(
        "valid_leftovers_of_windows",
        courses_csv=text(COURSES),
        desktop_ini="[.ShellClassInfo]\r\n",
        Thumbs_db=cfb({"Catalog": bytes(4096)}),
    )
    put("libreoffice_lock_file", courses_csv=text(COURSES))
    add("libreoffice_lock_file", ".~lock.courses.csv#", ",bruger,pc,01.03.2025 10:00,file:///;")
    put("courses_file_missing", readings_csv=text(READINGS))
    put("word_document_as_delivery", notat_docx=zipped({"word/document.xml": "<w/>"}))


# ---- readings -------------------------------------------------------------------------------------


def reading_case(case: str, rows: Rows, courses: Rows = COURSES4) -> None:
    put(case, courses_csv=text(courses), readings_csv=text(rows))


def readings() -> None:
    items = ("T1", "T2", "T3", "T4", "T5")

    def row_of(row: int, value: str, columns: tuple[str, ...]) -> list[tuple[int, str, str]]:
        return [(row, column, value) for column in columns]

    reading_case("valid_readings", READINGS)
    reading_case("item_out_of_range", edited(READINGS, (5, "T3", "7")))
    reading_case("item_is_a_word", edited(READINGS, (5, "T3", "ofte")))
    reading_case("item_double_marked", edited(READINGS, (5, "T3", "1-2")))
    reading_case("hope_with_decimals", edited(READINGS, (5, "Håb", "7,5")))
    reading_case("one_item_missing", edited(READINGS, (5, "T4", "")))
    reading_case("one_instrument_do_not_know", edited(READINGS, (5, "Håb", "Ved ikke")))
    reading_case("one_instrument_blank", edited(READINGS, *row_of(5, "", items)))
    reading_case("reading_all_blank", edited(READINGS, *row_of(5, "", (*items, "Håb"))))
    reading_case(
        "who5_all_zero",
        edited(READINGS, *(e for row in (4, 7, 10) for e in row_of(row, "0", items))),
    )
    reading_case(
        "who5_coded_from_1",
        edited(
            READINGS,
            *(
                (r, c, str(int(READINGS[r - 1][READINGS[0].index(c)]) + 1))
                for r in range(2, 16)
                for c in items
            ),
        ),
    )
    reading_case("reading_in_the_future", edited(READINGS, (6, "Dato", "06-03-2035")))
    reading_case("reading_before_start", edited(READINGS, (6, "Dato", "28-02-2024")))
    reading_case("valid_reading_on_the_start_day", edited(READINGS, (6, "Dato", "04-03-2024")))
    reading_case("valid_reading_after_end", edited(READINGS, (6, "Dato", "20-01-2025")))
    reading_case("reading_date_blank", edited(READINGS, (6, "Dato", "")))
    reading_case("not_enrolled", edited(READINGS, (7, "Nr", "0999")))
    reading_case("letter_o_for_zero_in_reading", edited(READINGS, (7, "Nr", "O106")))
    reading_case(
        "course_set_aside_takes_readings", READINGS, edited(COURSES4, (2, "Slut", "20-12-2023"))
    )
    reading_case("duplicate_reading_row", [*READINGS, READINGS[4]])
    reading_case("same_day_other_answers", [*READINGS, edited(READINGS, (5, "T1", "3"))[4]])
    reading_case(
        "same_day_only_comment_differs",
        [*READINGS, edited(READINGS, (5, "Kommentar", "skrevet ind igen"))[4]],
    )
    reading_case(
        "enalyzer_month_first",
        edited(
            READINGS,
            *(
                (n, "Dato", "{1}-{0}-{2}".format(*row[1].split("-")))
                for n, row in enumerate(READINGS[1:], start=2)
            ),
        ),
    )
    reading_case("valid_same_answers_all_through", edited(READINGS, *row_of(7, "3", items)))
    new = only(READINGS, "Nr", "Dato", *items)
    later = [new[0], ["0103", "15-05-2024", "4", "3", "4", "3", "4"]]
    for case, row in {
        "overlapping_extracts_same_answers": new[13],
        "overlapping_extracts_other_answers": edited(new, (14, "T2", "0"))[13],
    }.items():
        reading_case(case, READINGS)
        put(case, readings_new_csv=text([later[0], row, later[1]]))
    reading_case("valid_later_extract", READINGS)
    put("valid_later_extract", readings_new_csv=text(later))


def scales() -> None:
    people = [[f"{101 + n:04d}", "15-01-2024", "", "KMA"[n % 3]] for n in range(22)]
    courses = text([COURSES4[0], *people])

    def rses(case: str, reverse: tuple[int, ...]) -> None:
        rows = [["Nr", "Dato", *(f"R{n}" for n in range(1, 11))]]
        for wave, date in enumerate(("17-01-2024", "25-04-2024")):
            for place, person in enumerate(people):
                level = (place * 7 + wave) % 4
                noise = [((place * 5 + n * 3 + wave) % 7 == 0) for n in range(1, 11)]
                given = [min(3, level + 1) if odd else level for odd in noise]
                shown = [3 - g if n in reverse else g for n, g in enumerate(given, start=1)]
                rows.append([person[0], date, *map(str, shown)])
        put(case, courses_csv=courses, rses_csv=text(rows))

    rses("valid_rses_as_answered", (3, 5, 8, 9, 10))
    rses("rses_already_reversed", ())
    rses("rses_other_item_order", (2, 5, 6, 8, 9))
    tils = [["Nr", "Dato", "L1", "L2", "L3"]]
    tils += [
        [p[0], "17-01-2024", *(str(1 + (n * k) % 3) for k in (1, 2, 4))]
        for n, p in enumerate(people[:14])
    ]
    put("valid_tils", courses_csv=courses, tils_csv=text(tils))
    put(
        "tils_coded_1_to_4",
        courses_csv=courses,
        tils_csv=text(edited(tils, (4, "L2", "4"), (7, "L1", "4"), (11, "L3", "4"))),
    )

    answers = [["Nr", "Dato", "Spørgsmål", "Svar"]]
    answers += [[row[0], row[1], str(k), row[1 + k]] for row in READINGS[1:7] for k in range(1, 6)]
    for case, rows in {
        "valid_long_form": answers,
        "valid_long_form_shuffled": [answers[0], *answers[1:][::-1]],
        "long_form_unknown_item": edited(answers, (9, "Spørgsmål", "who_3")),
        "long_form_answer_out_of_range": edited(answers, (9, "Svar", "6")),
        "long_form_item_missing": [*answers[:8], *answers[9:]],
        "long_form_item_twice_same": with_row(answers, 10, answers[8]),
        "long_form_item_twice_other": with_row(answers, 10, edited(answers, (9, "Svar", "5"))[8]),
    }.items():
        put(case, courses_csv=text(COURSES4), answers_csv=text(rows))

    keys = [
        ["CPR", "Start", "Køn"],
        *(
            [n, row[1], "KM"[k % 2]]
            for k, (n, row) in enumerate(zip(HYPHENATED, COURSES[1:], strict=True))
        ),
    ]
    read = [
        ["CPR", *READINGS[0][1:7]],
        *([n, *row[1:7]] for n, row in zip(CPR, READINGS[1:], strict=False)),
    ]
    put("valid_cpr_keys", courses_csv=text(keys))
    put("valid_cpr_hyphen_here_and_not_there", courses_csv=text(keys), readings_csv=text(read))
    plus = f"{int(CPR[0][:2]) + 60}{CPR[0][2:6]}-{CPR[0][6:]}"
    for case, value in {
        "valid_cpr_day_plus_60": plus,
        "valid_cpr_failing_modulus_11": "140341-7128",
        "cpr_date_does_not_exist": "310205-1018",
        "cpr_scientific": "1,20E+09",
        "cpr_too_short": "120305-101",
        "cpr_replacement_with_letters": "120305-1AB2",
        "cpr_blank": "",
    }.items():
        put(case, courses_csv=text(edited(keys, (2, "CPR", value))))
    put(
        "cpr_lost_zeros",
        courses_csv=text(
            [keys[0], *([r[0].replace("-", "").lstrip("0"), *r[1:]] for r in keys[1:])]
        ),
    )
    old = [keys[0], *([r[0], r[1].replace("2024", "1925"), r[2]] for r in keys[1:])]
    put("valid_birth_date_from_cpr", courses_csv=text(old))
    put("start_before_birth_in_cpr", courses_csv=text(edited(old, (2, "Start", "15-01-1903"))))


# ---- containers -----------------------------------------------------------------------------------


def zipped(members: dict[str, bytes | str]) -> bytes:
    """Make a zip file whose bytes depend on nothing but what is in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def changed(archive: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """Give the zip file with the text of one member changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        members: dict[str, bytes | str] = {n: opened.read(n) for n in opened.namelist()}
    before = members[member].decode("utf-8")
    members[member] = change(before)
    if members[member] == before:
        raise ValueError(f"nothing changed in {member}")
    return zipped(members)


def cfb(streams: dict[str, bytes]) -> bytes:
    """Make a compound file (the container of .xls, of macros and of encrypted workbooks)."""
    free, end, fat_mark, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    padded = {n: d.ljust(-(-max(len(d), 4096) // 512) * 512, b"\0") for n, d in streams.items()}
    names = sorted(padded, key=lambda n: (len(n), n.upper()))
    folder_sectors = -(-(len(names) + 1) // 4)
    fat, starts = [fat_mark], {}
    fat += [*range(2, 1 + folder_sectors), end]
    for name in names:
        starts[name], count = len(fat), len(padded[name]) // 512
        fat += [*range(len(fat) + 1, len(fat) + count), end]
    fat += [free] * (128 - len(fat))

    def entry(name: str, kind: int, place: tuple[int, int], links: tuple[int, int]) -> bytes:
        coded = (name + "\0").encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            coded,
            len(coded),
            kind,
            1,
            none,
            *links,
            bytes(16),
            0,
            0,
            0,
            *place,
        )

    folder = entry("Root Entry", 5, (end, 0), (none, 1))
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else none
        folder += entry(name, 2, (starts[name], len(padded[name])), (right, none))
    folder = folder.ljust(folder_sectors * 512, b"\0")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        bytes(6),
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
        0,
    )
    head += struct.pack("<108I", *[free] * 108)
    return head + struct.pack("<128I", *fat) + folder + b"".join(padded[n] for n in names)


def typed(header: str, value: str) -> str | float | dt.datetime:
    """Give a cell of COURSES as Excel would hold it."""
    if header in {"Start", "Slut", "Født"} and value:
        try:
            return dt.datetime.strptime(value, "%d-%m-%Y")
        except ValueError:
            return value
    if header == "Udgift" and re.fullmatch(r"[\d.]+,\d+", value):
        return float(value.replace(".", "").replace(",", "."))
    return int(value) if header == "Møder" and value.isdigit() else value


class Book:
    """A workbook with the courses in its sheet, and room for one fault."""

    def __init__(self, name: str = "Forløb", rows: Rows = COURSES, **options: object) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True, **options})
        self.book.set_properties({"created": dt.datetime(2025, 1, 1)})
        self.date = self.book.add_format({"num_format": "dd-mm-yyyy"})
        self.sheet = self.fill(name, rows)

    def fill(self, name: str, rows: Rows, *, first: int = 0, as_text: bool = False):
        sheet = self.book.add_worksheet(name)
        for place, row in enumerate(rows):
            for at, cell in enumerate(row):
                value = cell if as_text or not place else typed(rows[0][at], cell)
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(first + place, at, value, self.date)
                elif isinstance(value, str) and value:
                    sheet.write_string(first + place, at, value)
                elif value != "":
                    sheet.write_number(first + place, at, value)
        return sheet

    def data(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def simple(rows: Rows = COURSES) -> bytes:
    return Book(rows=rows).data()


def workbooks() -> None:
    put("valid_workbook", delivery_xlsx=simple())
    put("valid_1904_date_system", delivery_xlsx=Book(date_1904=True).data())

    def deliver(case: str, build: Callable[[Book], object], **options: object) -> None:
        book = Book(**options)
        build(book)
        put(case, delivery_xlsx=book.data())

    def hidden(book: Book) -> None:
        book.fill("Kladde", [["CPR"], *([n] for n in HYPHENATED)], as_text=True).hide()

    deliver("hidden_sheet_with_cpr", hidden)
    deliver("very_hidden_sheet", lambda b: b.fill("Opslag", [["K", "Kvinde"]]).very_hidden())
    deliver("valid_second_visible_sheet", lambda b: b.fill("Vejledning", [["Læs mig"]]))
    deliver("hidden_rows", lambda b: [b.sheet.set_row(n, options={"hidden": True}) for n in (4, 5)])
    deliver("hidden_column", lambda b: b.sheet.set_column("H:H", options={"hidden": True}))
    deliver("merged_cells_in_body", lambda b: b.sheet.merge_range("F4:F6", "Nørrebro"))
    deliver("comment_with_cpr", lambda b: b.sheet.write_comment("B5", f"se {HYPHENATED[1]}"))
    deliver("comment_harmless", lambda b: b.sheet.write_comment("B5", "rettet i marts"))
    deliver("formula_with_value", lambda b: b.sheet.write_formula("G5", "=400+50.75", None, 450.75))
    deliver(
        "formula_division_by_zero", lambda b: b.sheet.write_formula("G5", "=1/0", None, "#DIV/0!")
    )
    deliver(
        "lookup_error_in_choice",
        lambda b: b.sheet.write_formula("E5", '=VLOOKUP("x",A1:B2,2,FALSE)', None, "#N/A"),
    )
    deliver(
        "formatting_far_away",
        lambda b: b.sheet.write_blank(1048575, 700, None, b.book.add_format({"bold": True})),
    )
    deliver("valid_chart_sheet", lambda b: b.book.add_chartsheet("Graf").set_chart(chart(b)))
    deliver("sheet_missing", lambda b: None, name="Ark1")
    deliver("sheet_name_trailing_space", lambda b: None, name="Forløb ")
    deliver("sheet_name_with_cpr", lambda b: b.fill(HYPHENATED[0], [["Noter"], ["ingen"]]))
    deliver("serial_number_not_formatted", lambda b: b.sheet.write_number("C6", 45646))
    deliver("true_false_in_choice", lambda b: b.sheet.write_boolean("E6", boolean=True))
    deliver("one_code_saved_as_number", lambda b: b.sheet.write_number("A6", 105))
    deliver("workbook_date_as_wrong_text", lambda b: b.sheet.write_string("C6", "12/20/2024"))
    deliver("workbook_total_row_undeclared", lambda b: b.sheet.write_row("A14", ["Sum"]))
    deliver(
        "valid_bold_rows_and_colours",
        lambda b: b.sheet.set_row(4, 30, b.book.add_format({"bold": True, "bg_color": "#FFFF00"})),
    )
    deliver(
        "valid_code_with_apostrophe_format",
        lambda b: b.sheet.write_string("A6", "0105", b.book.add_format({"quote_prefix": True})),
    )
    deliver(
        "workbook_name_in_remark",
        lambda b: b.sheet.write_string("J7", "Har fået bolig hos Karen Testesen Møllegaard"),
    )
    never = Book()
    never.sheet.write_formula("G5", "=400+50.75")
    put(
        "formula_never_computed",
        delivery_xlsx=changed(
            never.data(),
            "xl/worksheets/sheet1.xml",
            lambda x: re.sub(r"(</f>)<v>[^<]*</v>", r"\1", x),
        ),
    )
    all_text = Book(name="tom")
    all_text.fill("Forløb", COURSES, as_text=True)
    put("valid_dates_and_numbers_as_text", delivery_xlsx=all_text.data())
    put("workbook_without_cells", delivery_xlsx=Book(rows=[]).data())
    macro = Book()
    macro.book.add_vba_project(io.BytesIO(cfb({"PROJECT": b"made up"})), is_stream=True)
    put("macros", delivery_xlsm=macro.data())
    put("two_files_match", delivery_xlsx=simple())
    add("two_files_match", "delivery - Kopi.xlsx", simple())
    put("excel_lock_file", delivery_xlsx=simple())
    add("excel_lock_file", "~$delivery.xlsx", b"\x06bruger".ljust(165, b" "))


def chart(book: Book):
    drawn = book.book.add_chart({"type": "column"})
    drawn.add_series({"values": "=Forløb!$H$2:$H$13"})
    return drawn


def header_rows() -> None:
    def build(case: str, *, vertical: bool) -> None:
        book = Book(name="Ark1", rows=[["Vejledning"]])
        sheet = book.fill("Forløb", only(COURSES, "Nr", "Start", "Slut", "Født", "Køn"), first=2)
        sheet.write_string("A1", "Forløb i 2024")
        sheet.merge_range("B2:C2", "Forløb")
        sheet.merge_range("D2:E2", "Borger")
        if vertical:
            sheet.merge_range("A2:A3", "Nr")
        put(case, delivery_xlsx=book.data())

    build("valid_two_header_rows_merged", vertical=False)
    build("valid_header_merged_downwards", vertical=True)
    book = Book(name="Ark1", rows=[["Vejledning"]])
    sheet = book.fill(
        "Forløb",
        edited(only(COURSES, "Nr", "Start", "Slut", "Født", "Køn"), (6, "Slut", "31-11-2024")),
        first=2,
    )
    for cell, value in {"A1": "Forløb i 2024", "B2": "Forløb", "D2": "Borger"}.items():
        sheet.write_string(cell, value)
    put("fault_under_two_header_rows", delivery_xlsx=book.data())


HTML = "<html><head><meta charset='utf-8'></head><body>{}</body></html>"


def disguises() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in COURSES)
    put("html_table_named_xls", delivery_xls=HTML.format(f"<table>{rows}</table>"))
    put("csv_named_xlsx", delivery_xlsx=text(COURSES).encode("cp1252"))
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in COURSES
    )
    put(
        "xml_2003_named_xls",
        delivery_xls=(
            '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Forløb">'
            f"<Table>{cells}</Table></Worksheet></Workbook>"
        ),
    )
    put("xlsx_renamed_csv", courses_csv=simple())
    put(
        "login_page_named_csv",
        courses_csv="<!DOCTYPE html>\n"
        + HTML.format("<h1>Din session er udløbet</h1><p>Log ind igen</p>"),
    )
    put(
        "pdf_named_csv",
        courses_csv=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n",
    )
    put(
        "json_error_named_csv", courses_csv='{"error": {"code": 401, "message": "token expired"}}\n'
    )
    put("ods_named_xlsx", delivery_xlsx=ods(COURSES))
    put("zip_of_the_csv_named_xlsx", delivery_xlsx=zipped({"courses.csv": text(COURSES)}))
    whole = simple()
    put("cut_off_workbook", delivery_xlsx=whole[: len(whole) * 6 // 10])
    put(
        "password_on_workbook",
        delivery_xlsx=cfb(
            {
                "EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40)
                + (
                    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption '
                    b'xmlns="http://schemas.microsoft.com/office/2006/encryption"/>'
                ).ljust(4088),
                "EncryptedPackage": struct.pack("<Q", 8000)
                + bytes((n * 73 + 41) % 256 for n in range(8000)),
            }
        ),
    )
    put("pickle_named_csv", courses_csv=pickle.dumps({"Nr": ["0101"], "Start": ["15-01-2024"]}, 4))
    put("pickle_named_pkl", frame_pkl=pickle.dumps({"Nr": ["0101"], "Start": ["15-01-2024"]}, 4))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{entities}]>'

    def laugh(xml: str) -> str:
        head, rest = xml.split("?>", 1)
        return f"{head}?>{laughs}" + rest.replace("<t>Nr</t>", "<t>&l9;</t>", 1)

    put("billion_laughs", delivery_xlsx=changed(whole, "xl/sharedStrings.xml", laugh))
    put(
        "external_entity_in_sheet",
        delivery_xlsx=changed(
            whole,
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(
                "?>", '?><!DOCTYPE worksheet [<!ENTITY host SYSTEM "hostname.txt">]>', 1
            ),
        ),
    )
    deep = "<ext>" * 100_000 + "</ext>" * 100_000
    put(
        "valid_deeply_nested_sheet",
        delivery_xlsx=changed(
            whole,
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace("</worksheet>", f"<extLst>{deep}</extLst></worksheet>"),
        ),
    )
    put(
        "ods_with_entity",
        delivery_ods=changed(
            ods(COURSES),
            "content.xml",
            lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY x "Østerbro">]>', 1),
        ),
    )
    put("valid_ods", delivery_ods=ods(COURSES))
    put("ods_number_as_words", delivery_ods=ods(edited(COURSES, (6, "Møder", "tredive"))))
    put("ods_sheet_missing", delivery_ods=ods(COURSES, "Ark1"))


def ods(rows: Rows, name: str = "Forløb") -> bytes:
    def cell(header: str, shown: str, first: bool) -> str:
        value = shown if first else typed(header, shown)
        if isinstance(value, dt.datetime):
            kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        elif isinstance(value, str):
            kind = 'office:value-type="string"'
        else:
            kind = f'office:value-type="float" office:value="{value}"'
        return (
            f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"
            if shown
            else "<table:table-cell/>"
        )

    body = "".join(
        "<table:table-row>"
        + "".join(cell(h, c, n == 0) for h, c in zip(rows[0], row, strict=True))
        + ('<table:table-cell table:number-columns-repeated="1014"/></table:table-row>')
        for n, row in enumerate(rows)
    )
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
            f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="{name}">'
            f'{body}<table:table-row table:number-rows-repeated="1048563"><table:table-cell '
            'table:number-columns-repeated="1024"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        }
    )


# ---- built-in profiles: the register and the waves ----------------------------------------------------


REGISTER = table("""
Nr|Startet|Stoppet|09-01-2024|16-01-2024|23-01-2024|30-01-2024|06-02-2024
S01|08-01-2024||x|x|a|x|x
S02|08-01-2024|31-01-2024|x|a|x|x|
S03|15-01-2024|||x|x|a|x
S04|08-01-2024||a|x|x|x|x
S05|22-01-2024||||x|x|a
S06|08-01-2024|25-01-2024|x|x|x||
""")


def registers() -> None:
    def deliver(case: str, rows: Rows) -> None:
        book = Book(name="Fremmøde", rows=[])
        for n, row in enumerate(rows):
            for at, cell in enumerate(row):
                if n and at in (1, 2) and cell:
                    book.sheet.write_datetime(
                        n, at, dt.datetime.strptime(cell, "%d-%m-%Y"), book.date
                    )
                elif cell:
                    book.sheet.write_string(n, at, cell)
        put(case, fremmoede_xlsx=book.data())

    deliver("valid_register", REGISTER)
    deliver("valid_register_iso_headers", with_header(REGISTER, "16-01-2024", "2024-01-16"))
    deliver("register_without_days", [row[:3] for row in REGISTER])
    deliver("register_same_day_twice", with_header(REGISTER, "16-01-2024", "2024-01-09"))
    deliver("register_unknown_mark", edited(REGISTER, (5, "30-01-2024", "?")))
    deliver("attendance_before_start", edited(REGISTER, (6, "16-01-2024", "x")))
    deliver("attendance_after_end", edited(REGISTER, (7, "06-02-2024", "x")))
    deliver("attendance_in_the_future", with_header(REGISTER, "06-02-2024", "06-02-2035"))
    deliver(
        "valid_register_person_never_marked",
        edited(REGISTER, *((6, day, "") for day in REGISTER[0][3:])),
    )
    dates = Book(name="Fremmøde", rows=[])
    for n, row in enumerate(REGISTER):
        for at, cell in enumerate(row):
            if re.fullmatch(r"\d\d-\d\d-\d{4}", cell):
                when = dt.datetime.strptime(cell, "%d-%m-%Y")
                dates.sheet.write_datetime(n, at, when, dates.date)
            elif cell:
                dates.sheet.write_string(n, at, cell)
    put("valid_register_real_dates_in_header", fremmoede_xlsx=dates.data())

    people = [["Deltagernr", "Køn", "Alder ved start", "Hold", "Startdato", "Slutdato"]]
    waves = [["Deltagernr"]]
    for wave in ("før", "efter", "opfølgning"):
        waves[0] += [f"Dato {wave}", f"Handlingstillid {wave}", f"Mental sundhed {wave}"]
    for n in range(6):
        people.append([f"E{n:02d}", "KM"[n % 2], str(18 + n), "Hold 1", "15-01-2024", "28-06-2024"])
        scores = [str(v) for v in (24 + n, 38 + n, 27 + n, 43 + n, 26 + n, 41 + n)]
        waves.append(
            [
                f"E{n:02d}",
                "16-01-2024",
                *scores[:2],
                "24-06-2024",
                *scores[2:4],
                "17-12-2024",
                *scores[4:],
            ]
        )

    def camp(case: str, readings: Rows) -> None:
        book = Book(name="Deltagere", rows=people)
        sheet = book.fill("Målinger", readings, first=2, as_text=True)
        sheet.write_string("A1", "Målinger på tre tidspunkter")
        sheet.write_string("A2", "Udfyldt af deltageren selv")
        put(case, empower4u_2024_xlsx=book.data())

    camp("valid_three_waves", waves)
    camp("wave_dated_before_the_earlier", edited(waves, (4, "Dato efter", "24-06-2023")))
    camp(
        "follow_up_not_answered",
        edited(
            waves,
            (4, "Dato opfølgning", ""),
            (4, "Handlingstillid opfølgning", ""),
            (4, "Mental sundhed opfølgning", ""),
        ),
    )
    camp("score_above_the_scale", edited(waves, (4, "Handlingstillid efter", "41")))
    camp("valid_score_with_danish_decimals", edited(waves, (4, "Handlingstillid efter", "27,5")))


# ---- SurveyXact and the statistics programs -----------------------------------------------------------


WORDS = [
    "Hele tiden",
    "Det meste af tiden",
    "Mere end halvdelen af tiden",
    "Mindre end halvdelen af tiden",
    "Lidt af tiden",
    "På intet tidspunkt",
]
SURVEY = table("""
respondent|nr|startdato|dato|koen|who_1|who_2|who_3|who_4|who_5|s_4_1|s_4_2|s_4_3|statoverall_1|statoverall_2|statoverall_3|statoverall_4
9001|0101|15-01-2024|17-01-2024|1|4|3|5|4|4|1|0|1|0|0|0|1
9002|0102|22-01-2024|24-01-2024|2|5|6|4|5|5|0|0|1|0|0|0|1
9003|0103|05-02-2024|07-02-2024|1|3|3|2|4|3|1|1|0|0|0|0|1
9004|0104|19-02-2024|21-02-2024|1|6|5|5|4|6|0|0|0|0|0|0|1
9005|0105|04-03-2024|06-03-2024|2|2|2|3|1|2|0|1|0|0|0|0|1
9006|0106|18-03-2024|20-03-2024|1|4|4|4|3|5|1|0|0|0|0|0|1
9007|0107|02-04-2024|04-04-2024|1|1|2|1|2|1|0|1|1|0|0|0|1
9008|0108|15-04-2024|17-04-2024|2|5|4|6|5|4|0|0|1|0|0|0|1
9009|0109|06-05-2024|08-05-2024|1|3|4|3|2|3|1|0|0|0|0|0|1
9010|0110|21-05-2024|23-05-2024|2|4|5|4|4|3|0|1|0|0|0|0|1
""")
LABELS = [["koen", "1", "Kvinde"], ["koen", "2", "Mand"]]
LABELS += [[f"who_{n}", str(k), w] for n in range(1, 6) for k, w in enumerate(WORDS, start=1)]
LABELS += [
    [f"s_4_{n}", str(k), w] for n in (1, 2, 3) for k, w in enumerate(("Ikke valgt", "Valgt"))
]
STRUCTURE = [[name, "single", f"Felt {place}"] for place, name in enumerate(SURVEY[0], start=1)]


def survey(case: str, rows: Rows = SURVEY, labels: Rows | None = LABELS, **how: object) -> None:
    """Add SurveyXact's three files; labels and structure have their texts in quotation marks."""
    sep, encoding = str(how.get("sep", ";")), str(how.get("encoding", "cp1252"))
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    structure = [[*row, ""] for row in STRUCTURE] if how.get("extra") else STRUCTURE
    tables = {"dataset.csv": rows, "structure.csv": structure}
    if labels is not None:
        tables["labels.csv"] = [[a, f'"{b}"', f'"{c}"'] for a, b, c in labels]
    for name, content in tables.items():
        add(case, name, mark + text(content, sep).encode(encoding))


def surveys() -> None:
    survey("valid_surveyxact")
    survey("valid_surveyxact_comma", sep=",")
    survey("valid_surveyxact_utf16_tab", sep="\t", encoding="utf-16-le")
    survey("valid_surveyxact_structure_extra_column", extra=True)
    survey("surveyxact_utf16_read_as_cp1252", encoding="utf-16-le")
    survey("surveyxact_labels_file_missing", labels=None)
    survey(
        "surveyxact_code_without_label", labels=[row for row in LABELS if row[:2] != ["who_3", "6"]]
    )
    begun = edited(
        SURVEY,
        (6, "statoverall_4", "0"),
        (6, "statoverall_3", "1"),
        (6, "who_4", ""),
        (6, "who_5", ""),
    )
    survey("surveyxact_unfinished_kept", begun)
    survey("surveyxact_unfinished_set_aside", begun, sep=",")
    survey("surveyxact_multiple_choice_odd_value", edited(SURVEY, (6, "s_4_2", "3")))
    survey(
        "surveyxact_multiple_choice_column_missing",
        only(SURVEY, *(c for c in SURVEY[0] if c != "s_4_2")),
    )
    survey(
        "surveyxact_email_column",
        with_column(SURVEY, "email", [f"test{n}@example.org" for n in range(10)]),
    )
    survey(
        "surveyxact_answer_text_changed",
        labels=[
            [a, b, c.replace("Lidt af tiden", "En lille del af tiden") if a == "who_2" else c]
            for a, b, c in LABELS
        ],
    )
    survey("valid_surveyxact_labels_of_unused_variables", labels=[*LABELS, ["gammel_1", "1", "Ja"]])

    def book(case: str, labels: str) -> None:
        made = Book(name="Dataset", rows=[])
        for n, row in enumerate(SURVEY):
            for at, cell in enumerate(row):
                number = n and cell.isdigit() and at not in (0, 1)
                (made.sheet.write_number if number else made.sheet.write_string)(
                    n, at, int(cell) if number else cell
                )
        made.fill(labels, LABELS, as_text=True)
        made.fill("Structure", STRUCTURE, as_text=True)
        put(case, survey_xlsx=made.data())

    book("valid_surveyxact_workbook", "Labels")
    book("surveyxact_workbook_labels_sheet_missing", "Etiketter")


def people() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "nr": row[0],
                "startdato": dt.datetime.strptime(row[1], "%d-%m-%Y").date(),
                "dato": dt.datetime.strptime(READINGS[n][1], "%d-%m-%Y").date(),
                "koen": 1.0 + n % 2,
                **{f"tils_{k}": 1.0 + (n * k) % 3 for k in (1, 2, 3)},
            }
            for n, row in enumerate(COURSES[1:11], start=1)
        ]
    )


VALUE_LABELS = {
    "koen": {1: "Kvinde", 2: "Mand"},
    **{f"tils_{k}": {1: "Sjældent", 2: "En gang imellem", 3: "Ofte"} for k in (1, 2, 3)},
}


def written(frame: pd.DataFrame, ending: str, **options: object) -> bytes:
    """Give the bytes of an SPSS or Stata file, with the time of writing taken out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"people.{ending}"
        labels = options.pop("labels", VALUE_LABELS)
        write = pyreadstat.write_sav if ending == "sav" else pyreadstat.write_dta
        write(frame, path, variable_value_labels=labels, **options)
        data = path.read_bytes()
    if ending == "sav":
        return data[: 84 + 8] + b"01 Jan 25" + b"00:00:00" + data[84 + 8 + 17 :]
    stamp = re.search(rb"<timestamp>\x11(.{17})", data)
    if not stamp:
        raise ValueError("no timestamp")
    return data[: stamp.start(1)] + b"01 Jan 2025 00:00" + data[stamp.end(1) :]


def statistics_files() -> None:
    frame = people()
    put("valid_sav", people_sav=written(frame, "sav"))
    missing = frame.copy()
    missing.loc[4, "koen"] = 9.0
    put("sav_user_missing", people_sav=written(missing, "sav", missing_ranges={"koen": [9]}))
    words = {**VALUE_LABELS, "koen": {**VALUE_LABELS["koen"], 9: "Ved ikke"}}
    put(
        "valid_sav_user_missing_with_label",
        people_sav=written(missing, "sav", missing_ranges={"koen": [9]}, labels=words),
    )
    put("sav_missing_code_not_declared", people_sav=written(missing, "sav"))
    unlabelled = frame.copy()
    unlabelled.loc[4, "tils_2"] = 4.0
    put("sav_answer_without_label", people_sav=written(unlabelled, "sav"))
    blank = frame.copy()
    blank.loc[4, "startdato"] = None
    put("sav_start_blank", people_sav=written(blank, "sav"))
    renamed = frame.rename(columns={"startdato": "start_dato"})
    put("sav_variable_renamed", people_sav=written(renamed, "sav"))
    put("cut_off_sav", people_sav=written(frame, "sav")[:900])
    put("csv_named_sav", people_sav=text(COURSES))

    put("valid_dta", people_dta=written(frame, "dta"))
    system = frame.copy()
    system.loc[4, "koen"] = float("nan")
    put("valid_dta_system_missing", people_dta=written(system, "dta"))
    tagged = frame.astype({"koen": object})
    tagged.loc[4, "koen"] = "a"
    put(
        "dta_extended_missing",
        people_dta=written(tagged, "dta", missing_user_values={"koen": ["a"]}),
    )
    put("dta_answer_without_label", people_dta=written(unlabelled, "dta"))
    dated = frame.copy()
    dated.loc[4, "dato"] = dt.date(2035, 3, 6)
    put("dta_reading_in_the_future", people_dta=written(dated, "dta"))

    def parquet(case: str, **columns: pa.Array) -> None:
        table_ = pa.table(
            {
                "nr": pa.array(frame["nr"]),
                "startdato": pa.array(frame["startdato"]),
                "dato": pa.array(frame["dato"]),
                "koen": pa.array(["Kvinde", "Mand"] * 5).dictionary_encode(),
                **{f"tils_{k}": pa.array(frame[f"tils_{k}"].astype("int8")) for k in (1, 2, 3)},
                **columns,
            }
        )
        buffer = io.BytesIO()
        pq.write_table(table_, buffer)
        put(case, people_parquet=buffer.getvalue())

    parquet("valid_parquet")
    parquet(
        "valid_parquet_timestamps",
        startdato=pa.array(pd.to_datetime(frame["startdato"]), pa.timestamp("us")),
    )
    parquet("valid_parquet_nulls", koen=pa.array(["Kvinde", None] * 5))
    parquet("valid_parquet_whole_floats", tils_1=pa.array(frame["tils_1"]))
    parquet("parquet_key_as_number", nr=pa.array(frame["nr"].astype("int64")))
    parquet(
        "parquet_item_out_of_range", tils_2=pa.array([1, 2, 3, 1, 9, 3, 1, 2, 3, 1], pa.int64())
    )
    parquet("parquet_nested_column", koen=pa.array([["Kvinde"], ["Mand", "Kvinde"]] * 5))
    parquet("parquet_cpr_in_undeclared_column", borger=pa.array(HYPHENATED[:10]))
    put("cut_off_parquet", people_parquet=BANK["valid_parquet"]["people.parquet"][:-40])
    put("csv_named_parquet", people_parquet=text(COURSES))


def no_profile() -> None:
    put("structure_only_csv", anything_csv=text(COURSES))
    cpr_column = with_column(COURSES, "Borger", HYPHENATED)
    put("structure_only_cpr_column", anything_csv=text(cpr_column))
    BANK["structure_only_hidden_sheet"] = {
        "anything.xlsx": BANK["hidden_sheet_with_cpr"]["delivery.xlsx"]
    }
    put(
        "structure_only_picture",
        photo_png=base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ),
    )


# ---- too large to keep: written to a folder when a test asks ------------------------------------------


def zip_bomb(folder: Path) -> None:
    """Write a workbook of about 2 MB whose shared strings unpack to 2.3 GB."""
    with (
        zipfile.ZipFile(io.BytesIO(simple())) as whole,
        zipfile.ZipFile(folder / "delivery.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in whole.namelist():
            if name != "xl/sharedStrings.xml":
                bomb.writestr(name, whole.read(name))
        with bomb.open("xl/sharedStrings.xml", "w", force_zip64=True) as out:
            out.write(whole.read("xl/sharedStrings.xml").replace(b"</sst>", b""))
            for _ in range(2300):
                out.write(b" " * 1_000_000)
            out.write(b"</sst>")


def file_too_large(folder: Path) -> None:
    """Write 600 MB of holes, which take no room on most disks."""
    with (folder / "courses.csv").open("wb") as out:
        out.write(text(COURSES).encode())
        out.truncate(600 * 1024 * 1024)


def too_many_cells(folder: Path) -> None:
    """Write 51 million cells, nearly all of them empty."""
    with (folder / "courses.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(";".join(COURSES[0]) + ";" * 9990 + "\r\n")
        for n in range(5100):
            out.write(";".join([f"{n:04d}", *COURSES[1 + n % 12][1:]]) + ";" * 9990 + "\r\n")


def million_columns(folder: Path) -> None:
    """Write the courses with a million undeclared columns beside them (12 million empty cells)."""
    with (folder / "courses.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(";".join([*COURSES[0], *(f"k{n}" for n in range(1_000_000))]) + "\r\n")
        for row in COURSES[1:]:
            out.write(";".join(row) + ";" * 1_000_000 + "\r\n")


def valid_giant_remark(folder: Path) -> None:
    """Write one remark of 5 million characters; other readers stop at 131,072."""
    rows = edited(COURSES, (5, "Bemærkning", "ord " * 1_250_000))
    (folder / "courses.csv").write_text(text(rows), encoding="utf-8", newline="")


def exactly_65536_rows(folder: Path) -> None:
    """Write a file that stops where old Excel does."""
    people_ = [[str(100000 + n), *COURSES[1 + n % 12][1:]] for n in range(65535)]
    (folder / "courses.csv").write_text(text([COURSES[0], *people_]), encoding="utf-8", newline="")


def valid_nfd_file_name(folder: Path) -> None:
    """Write a file as a Mac names it: the å is two characters."""
    (folder / nfd("måleforløb.csv")).write_bytes(text(COURSES).encode())


GENERATED: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (
        zip_bomb,
        file_too_large,
        too_many_cells,
        million_columns,
        valid_giant_remark,
        exactly_65536_rows,
        valid_nfd_file_name,
    )
}


def main(folder: Path) -> None:
    for fill in (
        encodings,
        separators,
        quotes,
        headers,
        cells,
        across_rows,
        readings,
        scales,
        workbooks,
        header_rows,
        disguises,
        registers,
        surveys,
        statistics_files,
        no_profile,
    ):
        fill()
    for case, files in BANK.items():
        (folder / case).mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / case / name).write_bytes(data)
    size = sum(len(data) for files in BANK.values() for data in files.values())
    print(f"{len(BANK)} cases, {size / 1e6:.2f} MB, in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "bank")
