"""The lint: each rule sees the bad page, and only its rule does; the good page is clean."""

from __future__ import annotations

import pytest

from evalkit.reporting.lint import RULES, lint_page
from evalkit.reporting.palette import COLOURS, PAIRS, contrast

CSS = ":root {" + "".join(f"--{name}: {colour};" for name, colour in COLOURS.items()) + "}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STRICT = "default-src 'none'; style-src 'sha256-x'; img-src data:"
GOOD = f"""<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Rapport</title><style>{CSS}</style></head>
<body><a href="#main">Spring</a><h1>Rapport</h1><main id="main">
<h2 id="a-å">Om</h2><h3>Mere</h3><h2>Slut</h2><p>Ti %, <code>{{x}}</code>,
<a href="#a-%C3%A5">om</a></p>
<table><caption>Tal</caption><tr><th scope="col">A</th><th scope="col">B</th></tr>
<tr><th scope="row">x</th><td>ingen</td></tr></table>
<img src="data:image/png;base64,AA" alt="Skole steg mest."><a href="https://www.vive.dk/">VIVE</a>
</main></body></html>
"""

# Rule: what is replaced in the good page, and by what.
BAD = [
    ("language", 'lang="da"', ""),
    ("language", 'lang="da"', 'lang="de"'),
    ("language", 'lang="da"', 'lang=""'),
    ("title", "<title>Rapport</title>", ""),
    ("title", "<title>Rapport</title>", "<title> </title>"),
    ("one-h1", "<h2>Slut</h2>", "<h1>Slut</h1>"),
    ("headings", "<h3>Mere</h3>", "<h4>Mere</h4>"),
    ("headings", "<h3>Mere</h3>", "<h3> </h3>"),
    ("skip-link", '<a href="#main">Spring</a>', '<a href="#a-%C3%A5">Om</a>'),
    ("skip-link", '<a href="#main">Spring</a>', ""),
    (
        "skip-link",
        '<a href="#main">Spring</a>',
        '<a href="https://www.vive.dk/">V</a><a href="#main">S</a>',
    ),
    ("ids", "<h3>", '<h3 id="main">'),
    ("ids", "<h3>", '<h3 id="to ord">'),
    ("links", "#a-%C3%A5", "#nowhere"),
    ("links", "#a-%C3%A5", "#"),
    ("links", "<table>", '<table aria-labelledby="nowhere">'),
    ("alternative", ' alt="Skole steg mest."', ""),
    ("alternative", "Skole steg mest.", " "),
    ("alternative", "Skole steg mest.", "figur_1.png"),
    ("alternative", "Skole steg mest.", "Figur 1"),
    ("alternative", "Skole steg mest.", "No description has been provided for this image"),
    ("captions", "<caption>Tal</caption>", ""),
    ("captions", "<caption>Tal</caption>", "<caption> </caption>"),
    ("scopes", '<th scope="col">B', "<th>B"),
    ("scopes", '<th scope="col">B', '<th scope="column">B'),
    ("scopes", '<th scope="row">x', '<th scope="row">'),
    ("scopes", "</main>", "<table><caption>T</caption><tr><td>1</td></tr></table></main>"),
    *[
        ("values", "<td>ingen", f"<td> {word} ")
        for word in ("nan", "NaN", "None", "NaT", "&lt;NA&gt;", "inf")
    ],
    ("values", "</main>", "<dl><dt>A</dt><dd>None</dd></dl></main>"),
    ("subresources", 'src="data:image/png;base64,AA"', 'src="https://example.invalid/a.png"'),
    ("subresources", 'src="data:image/png;base64,AA"', 'src="//example.invalid/a.png"'),
    ("subresources", 'src="data:image/png;base64,AA"', 'src="a.png"'),
    (
        "subresources",
        "<title>",
        '<link rel="stylesheet" href="https://example.invalid/a.css"><title>',
    ),
    ("subresources", "</style>", "a { background: URL( 'https://example.invalid/a' ) }</style>"),
    ("subresources", "</style>", "@import 'a.css';</style>"),
    ("scripts", "</main>", "<script>x</script></main>"),
    ("scripts", "</main>", "<iframe></iframe></main>"),
    ("scripts", "<h3>", '<h3 onclick="x">'),
    ("scripts", "https://www.vive.dk/", " JavaScript:x"),
    ("csp", POLICY, "img-src data:"),
    ("csp", POLICY, STRICT),
    ("csp", 'http-equiv="Content-Security-Policy"', 'name="x"'),
    ("traceback", "Ti %", "Traceback (most recent call last)"),
    ("braces", "Ti %", "{{ share }}"),
    ("braces", "Ti %", "{% if x %}"),
    ("braces", "Ti %", "{n} unge"),
    ("braces", "Ti %", "{share:.1f} procent"),
    ("braces", "Skole steg", "{area} steg"),
    ("braces", "<title>Rapport", "<title>{title}"),
    ("contrast", f"--text: {COLOURS['text']}", "--text: #aaaaaa"),
    ("contrast", f"--focus: {COLOURS['focus']};", ""),
    ("contrast", "</style>", "p { color: #ccc }</style>"),
    ("contrast", "</style>", "p { color: rgb(0 0 0 / 50%) }</style>"),
]


def codes(html: str) -> set[str]:
    return {fault.code for fault in lint_page(html)}


def test_the_good_page_is_clean() -> None:
    assert lint_page(GOOD) == ()


@pytest.mark.parametrize(("rule", "good", "bad"), BAD)
def test_each_rule_sees_its_fault_and_no_other_rule_does(rule: str, good: str, bad: str) -> None:
    assert good in GOOD
    assert codes(GOOD.replace(good, bad, 1)) == {rule}


def test_style_attributes_are_faults_where_the_policy_forbids_them() -> None:
    styled = GOOD.replace("<h3>", '<h3 style="margin:0">')
    assert codes(styled) == set()
    assert "style-attributes" in codes(styled.replace(POLICY, STRICT))


def test_every_rule_is_tested() -> None:
    assert {rule for rule, _, _ in BAD} | {"style-attributes"} == set(RULES)


@pytest.mark.parametrize(
    ("good", "fine"),
    [
        ("<td>ingen", "<td>Nanna"),
        ("<td>ingen", "<td>None of them"),
        ("Ti %", "(ti) % {}"),
        ("Skole steg mest.", "Figur 1 viser, at skole steg mest."),
        ("</style>", "/* url(https://example.invalid) #fff */</style>"),
        ('lang="da"', 'lang="en"'),
    ],
)
def test_what_only_looks_like_a_fault(good: str, fine: str) -> None:
    assert lint_page(GOOD.replace(good, fine, 1)) == ()


@pytest.mark.parametrize(
    "html", ["", "text", "<p>", "</p></div>", "<table><td>", "<style>", "<!-- "]
)
def test_a_broken_page_is_faults_not_an_exception(html: str) -> None:
    assert {"language", "title", "one-h1", "csp"} <= codes(html)


# WCAG 2.1's own examples: black on white is 21:1, #777 on white is just under 4.5:1.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ffffff", "#FFFFFF", 1.0),
        ("red", "#fff", 0),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_the_palettes_pairs_name_its_colours() -> None:
    assert {name for front, back, _ in PAIRS for name in (front, back)} <= set(COLOURS)
    assert set(COLOURS) - {name for front, back, _ in PAIRS for name in (front, back)} == {"rule"}
