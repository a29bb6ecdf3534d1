"""HTML becomes text once: the main words, tables with their labels, what metadata states, and no more."""

from __future__ import annotations

import pytest

TABLE = """<table><caption>By force</caption>
<thead><tr><th>Force</th><th>Arrests</th><th>Charges</th></tr></thead>
<tr><td>Northfordshire</td><td>21</td><td>7</td></tr>
<tr><td>Westmere</td><td><b>1</b>3</td><td></td></tr></table>"""

PAGE = """<!doctype html><html><head><title>Raids by the river | Northfordshire Police</title>
<meta property="og:title" content="Raids by the river">
<meta property="article:published_time" content="2031-03-05T09:00:00+00:00">
<meta property="article:modified_time" content="2031-04-01">
<link rel="canonical" href="https://police.example/news/river"></head><body>
<div class="cookie-banner">We and our 812 partners use cookies. Accept?</div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News 44</a></li></ul></nav>
<main><article><h1>Raids by the river</h1>
<p>Officers executed 12 warrants &amp; seized &pound;4,500 on Tuesday,
with <strong>21 people</strong> arrested across the county.</p>
<h2>Results</h2>{table}
<ul><li>3 knives</li><li>2 firearms<ul><li>one imitation</li></ul></li></ul>
<p>Call 101.<br>Or write.</p>
<script>var arrests = 99;</script></article></main>
<aside><h3>Most read</h3><ul><li><a href="/x">77 problems</a></li></ul></aside>
<div id="comments"><h2>Comments</h2><div class="comment">I saw 66 vans</div></div>
<footer>Copyright 2031</footer></body></html>"""

MAIN = """# Raids by the river

Officers executed 12 warrants & seized £4,500 on Tuesday, with 21 people arrested across the county.

## Results

By force
- Northfordshire | Arrests: 21 | Charges: 7
- Westmere | Arrests: 13

- 3 knives
- 2 firearms
  - one imitation

Call 101.
Or write."""


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.md", "page"])
def test_page_becomes_its_main_text(read_one, name):
    """Whatever the file is called: headings, lists, tables and lines stay, menus, comments and scripts go."""
    document = read_one(PAGE.format(table=TABLE), name)
    assert document.text == MAIN
    assert document.media == "html"


def test_page_states_its_title_date_and_address(read_one):
    """Title, publication date (not that of a change) and address come from the metadata."""
    document = read_one(PAGE.format(table=""))
    assert document.title == "Raids by the river"
    assert document.published == "2031-03-05"
    assert document.url == "https://police.example/news/river"


DATES = [
    ('<meta name="date" content="2031-03-05">', "2031-03-05"),
    ('<meta itemprop="datePublished" content="5 March 2031">', "2031-03-05"),
    ('<script type="application/ld+json">{"datePublished": "2031-03-05T01:00Z"}</script>', "2031-03-05"),
    ('<article><time datetime="2031-03-05">yesterday</time></article>', "2031-03-05"),
    ('<meta name="date" content="03/05/2031">', None),
    ('<meta name="last-modified" content="2031-03-05">', None),
    ("<p>Published on 5 March 2031</p>", None),
    ('<link rel="canonical" href="https://police.example/2031/03/05/raids">', None),
]


@pytest.mark.parametrize(("markup", "published"), DATES)
def test_date_is_stated_or_none(read_one, markup, published):
    """A date comes from metadata that states it; words, addresses and dates in two readings do not count."""
    page = f"<html><head>{markup}</head><body>{markup}<p>Officers arrested 12 people.</p></body></html>"
    assert read_one(page).published == published


def test_title_goes_above_text_that_lacks_it(read_one):
    """A title outside the main text carries figures too, so it stands in the text, once."""
    head = "<head><title>21 held in raids</title></head>"
    page = f"<html>{head}<body><p>Officers raided 5 houses.</p></body></html>"
    assert read_one(page).text == "# 21 held in raids\n\nOfficers raided 5 houses."


@pytest.mark.parametrize("place", ["body", "article", "main"])
def test_short_page_keeps_its_paragraphs(read_one, place):
    """A report of a few words is not run together into one line."""
    page = f"<html><body><{place}><h1>Raids</h1><p>12 arrests</p><p>3 cars</p></{place}></body></html>"
    assert read_one(page).text.endswith("12 arrests\n\n3 cars")


TABLES = [
    (
        "<tr><td>Arrests</td><td>33</td></tr><tr><td>Knives</td><td>4</td></tr>",
        ["- Arrests: 33", "- Knives: 4"],
    ),
    (
        "<tr><th>Arrests</th><td>33</td></tr><tr><th>Knives</th><td>4</td></tr>",
        ["- Arrests: 33", "- Knives: 4"],
    ),
    (
        "<tr><td>Force</td><td>Arrests</td><td>Cars</td></tr><tr><td>Westmere</td><td>8</td><td>1</td></tr>",
        ["- Westmere | Arrests: 8 | Cars: 1"],
    ),
    (
        "<tr><th>Arrests</th><th>Cars</th></tr><tr><td>8</td><td>1</td></tr>",
        ["- Arrests: 8 | Cars: 1"],
    ),
    (
        "<tr><th rowspan=2>Force</th><th colspan=2>Arrests</th></tr><tr><th>Men</th><th>Women</th></tr>"
        "<tr><td>Westmere</td><td>8</td><td>3</td></tr>",
        ["- Westmere | Arrests Men: 8 | Arrests Women: 3"],
    ),
    (
        "<tr><th>Force</th><th>Town</th><th>Arrests</th></tr>"
        "<tr><td rowspan=2>Westmere</td><td>Otterby</td><td>8</td></tr><tr><td>Saltley</td><td>3</td></tr>",
        ["- Westmere | Town: Otterby | Arrests: 8", "- Westmere | Town: Saltley | Arrests: 3"],
    ),
    (
        "<tr><th>Town</th><th>Arrests</th></tr>"
        "<tr><td>Otterby</td><td rowspan=2>8</td></tr><tr><td>Saltley</td>",
        ["- Otterby | Arrests: 8", "- Saltley"],
    ),
    (
        "<tr><th>Town</th><th>Arrests</th></tr>"
        "<tr><td colspan=2>South</td></tr><tr><td>Otterby</td><td>8</td></tr>",
        ["South:", "- Otterby | Arrests: 8"],
    ),
    (
        "<tr><th>Town</th><th>Arrests</th></tr><tr><td><p>Otterby</p></td><td>8<br>(2 women)</td></tr>",
        ["- Otterby | Arrests: 8 (2 women)"],
    ),
    ("<tr><th>Age</th><th>Arrests</th></tr><tr><td>18-24</td><td>8</td></tr>", ["- Age: 18-24 | Arrests: 8"]),
    ("<tr><th>Town</th><th>Arrests</th></tr><tr><td colspan=9999>Otterby</td></tr>", ["Otterby:"]),
]


@pytest.mark.parametrize("around", ["<html><body><article>{}</article></body></html>", "<div>{}</div>"])
@pytest.mark.parametrize(("rows", "lines"), TABLES)
def test_table_keeps_its_rows_and_labels(read_one, rows, lines, around):
    """Each number stands in one line with its header and its row, once, however many cells it spans."""
    text = "<p>Officers from four forces took part in the week of action, and these are the results.</p>"
    document = read_one(around.format(f"{text}<table>{rows}</table>{text[:3]}All told so far.</p>"))
    assert "\n".join(lines) in document.text
    assert len(document.text.split("results.")[1].strip().split("\n")) == len(lines) + 2


def test_list_of_terms_keeps_its_labels(read_one):
    """The value of a term stands behind it."""
    terms = "<dl><dt>Cars:</dt><dd>5</dd><dt>Cash</dt><dd>£1,200</dd></dl>"
    assert read_one(f"<article><p>The week in numbers:</p>{terms}</article>").text.endswith(
        "- Cars: 5\n- Cash: £1,200"
    )


def test_table_that_lays_out_a_page_is_no_data(read_one):
    """A table around long text is taken for what it holds, not for rows and labels."""
    story = "Officers arrested 12 people in Otterby on Monday night after a long inquiry. " * 6
    document = read_one(f"<html><body><table><tr><td>{story}</td><td>Menu</td></tr></table></body></html>")
    assert "arrested 12 people" in document.text
    assert ": " not in document.text


HTML = [
    ("<p>12 arrests</p><p>3 cars</p>", True),
    ("12 arrests in\n<div>Otterby, where officers seized</div><div>3 cars</div>", True),
    ("<ul><li>12 arrests<li>3 cars</ul>", True),
    ("  <!-- saved --><HTML><p>12 arrests", True),
    ("<body>12 arrests</body>", True),
    ("Officers arrested 12 people.<br>They seized <b>£4,000</b> &amp; 3 cars.", False),
    ("12 arrests <p> 3 cars, and 4 < 5 > 3", False),
    ("The page says <html> and the officers say 12 arrests.", False),
    (
        "# Raids\n\n"
        + "12 people were arrested in Otterby. " * 9
        + "<table><tr><td>Cars</td><td>3</td></tr></table>",
        False,
    ),
    ("12 arrests", False),
]


@pytest.mark.parametrize(("text", "is_html"), HTML)
def test_html_is_found_by_its_structure(read_one, text, is_html):
    """Block elements around most of the words make HTML; a few tags and entities in a text do not."""
    assert (read_one(text).media == "html") is is_html


def test_text_with_stray_tags_stays_as_it_is(read_one):
    """A text that is no HTML is not touched, entities and all."""
    text = "Officers arrested 12 people.<br>They seized <b>£4,000</b> &amp; 3 cars."
    assert read_one(text).text == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>9,999</p>",
        "<p style='color:red; display: none'>9,999</p>",
        "<div style='visibility:hidden'><p>9,999</p></div>",
        "<!-- 9,999 -->",
        "<template><p>9,999</p></template>",
        "<noscript>9,999</noscript>",
    ],
)
def test_what_a_reader_cannot_see_is_no_text(read_one, hidden):
    """A figure that no reader of the page sees cannot be the report's."""
    body = f"<p>Officers arrested 12 people.</p>{hidden}<p>They seized 3 cars.</p>"
    for page in (f"<html><body>{body}</body></html>", body):
        assert read_one(page).text == "Officers arrested 12 people.\n\nThey seized 3 cars."


@pytest.mark.parametrize(
    ("encoding", "declared", "words"),
    [
        ("cp1252", "iso-8859-1", "Seized £40,000 – today"),
        ("cp1252", "windows-1252", "Seized £40,000 – today"),
        ("utf-8", "iso-8859-1", "Seized £40,000 – today"),
        ("koi8-r", "koi8-r", "Полиция задержала 12 человек"),
        ("cp1252", "no-such-thing", "Seized £40,000"),
        ("cp1252", "rot13", "Seized £40,000"),
    ],
)
def test_declared_encoding_is_heard_but_not_trusted(read_one, encoding, declared, words):
    """UTF-8 that says otherwise is UTF-8; else the declaration counts, where it names an encoding."""
    page = f"<html><head><meta charset='{declared}'></head><body><p>{words}</p><p>More.</p></body></html>"
    assert words in read_one(page.encode(encoding)).text


def test_declaration_of_xml_does_not_spoil_the_letters(read_one):
    """XHTML that was saved anew in UTF-8 keeps its pound signs."""
    declaration = "<?xml version='1.0' encoding='iso-8859-1'?>"
    page = f"{declaration}\n<html><body><p>£12 seized</p><p>&#163;3</p></body></html>"
    assert read_one(page).text == "£12 seized\n\n£3"


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#x1b;", "&#27", "&#x0008;", "&#00031;", "&#65535;", "\ufffe"]
)
def test_references_to_control_characters_vanish(read_one, reference):
    """No entity can put a control character into the text, or hide the text behind one."""
    assert read_one(f"<p>12{reference} arrests</p><p>3 cars</p>").text == "12 arrests\n\n3 cars"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("12 arrests", "12 arrests"),
        ("<div><span>12</span> arrests<br>3 cars</div>", "12 arrests\n3 cars"),
        ("<p>{{ 7*7 }} {% if x %} ${x}</p>", "{{ 7*7 }} {% if x %} ${x}"),
        ("<h1 rend='h0'>Raids</h1><h5 rend='x'>12 &#xFFFE;\uffff</h5>", "# Raids\n\n##### 12"),
    ],
)
def test_every_page_with_words_has_text(read_one, body, text):
    """Where the rules for articles find nothing, the words of the page are there, and no template runs."""
    assert read_one(f"<html><body>{body}</body></html>").text == text


BOMBS = [
    ("<html><body>" + "<div>" * 150_000, "elements"),
    ("<html><body>" + "<div>" * 3_000 + "12 arrests", "nested too deeply"),
    ("<html><body><p " + " ".join(f"a{index}" for index in range(50_000)) + ">12 arrests</p>", "attributes"),
    (
        "<html><body><p " + "".join(f"a{index}='>'" for index in range(50_000)) + ">12 arrests</p>",
        "attributes",
    ),
]


@pytest.mark.parametrize(("page", "words"), BOMBS, ids=["elements", "depth", "bare attributes", "attributes"])
def test_html_bomb_is_refused(read_failed, page, words):
    """A page that would take minutes to read is a failed document."""
    failed = read_failed(page)
    assert failed.kind == "oversized"
    assert words in failed.reason


def test_picture_inside_a_page_is_no_bomb(read_one):
    """A page saved with its pictures has tags of megabytes and is read."""
    picture = "<img alt='a = b' src='data:image/png;base64," + "iVBORw0KGgo=" * 100_000 + "'>"
    document = read_one(f"<html><body>{picture}<p>12 arrests</p><p>3 cars</p></body></html>")
    assert document.text.endswith("3 cars")


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><style>p {}</style></head><body><script>12</script></body></html>",
        "<p></p><p> </p><div></div>",
        "<html><!-- 12 arrests -->",
        "<html>",
        "<html><head><title>Error 404</title></head><body></body></html>",
    ],
)
def test_page_without_words_is_empty(read_failed, page):
    """A page of scripts, comments and tags alone has no text."""
    assert read_failed(page).kind == "empty"
