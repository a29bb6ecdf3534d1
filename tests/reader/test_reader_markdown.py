"""Markdown: front matter, pipe tables and marks inside a line; and dates as metadata states them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reader.dates import iso_date
from extractor.reader.tables import Cell, table_lines

FRONT_MATTER = [
    ("title: Raids\ndate: 2031-03-05\n", ("Raids", "2031-03-05", None), "# Raids\n\nBody."),
    (
        "layout: post\ntitle: 'It''s 12'\npublished: 5 March 2031",
        ("It's 12", "2031-03-05", None),
        "# It's 12\n\nBody.",
    ),
    (
        'title: "\\"12\\" held"\nurl: https://a.example',
        ('"12" held', None, "https://a.example"),
        '# "12" held\n\nBody.',
    ),
    ("title: Raids: what we know\ntags:\n- 1\n- b", ("Raids: what we know", None, None), None),
    ("title: >\n  Raids\n  by the river\nauthor: J", ("Raids by the river", None, None), None),
    ("title: Raids\nsummary: 12 held.", ("Raids", None, None), "# Raids\n\n12 held.\n\nBody."),
    ("title: Raids\ncars_seized: 3", ("Raids", None, None), "# Raids\n\ncars_seized: 3\n\nBody."),
    ("title: Body.\ndate: 03/05/2031", ("Body.", None, None), "Body."),
    ("12 held in raids", ("12 held in raids", None, None), "# 12 held in raids\n\nBody."),
    ("# set by hand\ntitle: Raids\n\nimage: a/123.jpg", ("Raids", None, None), "# Raids\n\nBody."),
]


@pytest.mark.parametrize(("block", "stated", "text"), FRONT_MATTER)
@pytest.mark.parametrize("end", ["---", "--- ", "..."])
def test_front_matter_is_taken_off(read_one, block, stated, text, end):
    """Title, date and address are metadata; what can tell a figure (title, summary, other keys) is text."""
    document = read_one(f"---\n{block}\n{end}\n\nBody.")
    assert (document.title, document.published, document.url) == stated
    assert document.text == (text or f"# {document.title}\n\nBody.")
    assert document.media == "markdown"


PROSE = [
    "---\nOfficers arrested 12 people.\nThey seized 3 cars.\n---\nThe end.",
    "---\nArrests: 12\nCars: 3\n---\nThe end.",
    "---\ntitle: Raids\nand then a line that is no entry\n---\nThe end.",
    "---\ntitle: never closed\n\nOfficers arrested 12 people.",
    "Raids\n---\ntitle: x\n---\n",
    "----\ntitle: x\n----\n",
]


@pytest.mark.parametrize("text", PROSE)
def test_lines_between_rules_are_no_front_matter(read_one, text):
    """A block that is not made of entries with a known key stays in the text, figures and all."""
    assert read_one(text).text == text


def test_front_matter_above_html(read_one):
    """HTML under front matter is HTML; the entities of the title are decoded with it."""
    document = read_one(
        "---\ntitle: 12 held &#8211; police\n---\n<p>Officers raided 5 houses.</p><p>More.</p>"
    )
    assert document.text == "# 12 held – police\n\nOfficers raided 5 houses.\n\nMore."
    assert (document.media, document.title) == ("html", "12 held – police")


PIPE_TABLES = [
    ("| Force | Arrests |\n|---|--:|\n| Westmere | 21 |", "- Westmere | Arrests: 21"),
    (
        "Force | Arrests | Cars\n:-- | :-: | -\nWestmere | 21 |\nOtterby | | 3",
        "- Westmere | Arrests: 21\n- Otterby | Cars: 3",
    ),
    ("| A \\| B | Cars |\n| - | - |\n| x \\| y | 3 |", "- x | y | Cars: 3"),
    ("| | Cars |\n|-|-|\n| Otterby | **3** |", "- Otterby | Cars: 3"),
]


@pytest.mark.parametrize(("table", "lines"), PIPE_TABLES)
def test_pipe_table_becomes_lines(read_one, table, lines):
    """A Markdown table reads like any other table; the lines around it stay."""
    document = read_one(f"# Raids\n\nSee the | table:\n\n{table}\n\nThe end.\n")
    assert document.text == f"# Raids\n\nSee the | table:\n\n{lines}\n\nThe end.\n"
    assert (document.media, document.title) == ("markdown", "Raids")


@pytest.mark.parametrize(
    "text", ["a | b\nc | d", "12 | 30\n--- and | more", "a | b\n---\nc", "|", "|\n|-|-|\n|"]
)
def test_bars_alone_make_no_table(read_one, text):
    """Without a row of dashes that fits the header there is no table."""
    assert read_one(text).text == text


def test_html_table_inside_markdown_becomes_lines(read_one):
    """A table that Markdown has to write in HTML keeps its labels too."""
    table = "<table><tr><th>Town</th><th>Cars</th></tr><tr><td>Otterby</td><td>3</td></tr></table>"
    text = "Officers from four forces took part in the week of action.\n\n"
    assert read_one(f"{text}{table}\n\nThe end.").text == f"{text}- Otterby | Cars: 3\n\nThe end."


MARKS = [
    ("shut down **102** [lines](https://a.example/2031) today", "shut down 102 lines today"),
    ("see [the list](/a_(b).html 'all 12') and ![4 cars](cars.jpg)", "see the list and 4 cars"),
    ("__12 people__ were held", "12 people were held"),
    ("**12 people held**\n\n**Otterby**: 3", "**12 people held**\n\nOtterby: 3"),
    ("[sic](see) [12] (3) 2 ** 3 ** 4 snake_case__x", "[sic](see) [12] (3) 2 ** 3 ** 4 snake_case__x"),
    ("**never closed 12\n** 3", "**never closed 12\n** 3"),
]


@pytest.mark.parametrize(("text", "plain"), MARKS)
def test_marks_inside_a_line_leave_the_words(read_one, text, plain):
    """A quote of the words stands in the text; a line that is strong as a whole keeps its marks."""
    assert read_one(text).text == plain


@given(text=st.text(alphabet="*_[]()|-:#\n .1a<>~\"'`\\/!", max_size=200))
def test_digits_of_markdown_are_never_lost_or_made(text):
    """Laying out never joins, drops or repeats a digit, but for addresses and what tables leave out."""
    from extractor.reader.markdown import lay_out_markdown

    if "|" not in text and "](" not in text:
        assert [*filter(str.isdigit, lay_out_markdown(text))] == [*filter(str.isdigit, text)]


CELLS = st.builds(
    Cell,
    st.sampled_from(["", "12", "Otterby", "Cars"]),
    st.booleans(),
    st.integers(1, 5),
    st.integers(1, 5),
)


@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_number_in_a_table_is_told_once(rows):
    """Whatever a table spans, each body cell with a number stands in exactly one line."""
    body = [[Cell(cell.text, False, cell.columns, cell.rows) for cell in row] for row in rows]
    told = sum(line.count("12") for line in table_lines(body))
    assert told == sum(cell.text == "12" for row in body for cell in row)


STATED = [
    ("2031-03-05", "2031-03-05"),
    ("2031-03-05T23:30:00-05:00", "2031-03-05"),
    ("2031-03-05-07-33-41", "2031-03-05"),
    (" 2031-03 ", "2031-03"),
    ("2031", "2031"),
    (2031, "2031"),
    ("20310305", "2031-03-05"),
    ("5 March 2031", "2031-03-05"),
    ("Wed, 05 Mar 2031 10:00:00 GMT", "2031-03-05"),
    ("Wednesday 5th March, 2031", "2031-03-05"),
    ("March 5, 2031", "2031-03-05"),
    ("Sept. 5 2031", "2031-09-05"),
    ("05/03/2031", None),
    ("2031-13-01", None),
    ("2031-02-30", None),
    ("30 February 2031", None),
    ("5 Brumaire 2031", None),
    ("1899999999", None),
    ("yesterday", None),
    ("", None),
    (None, None),
    (["2031-03-05"], None),
]


@pytest.mark.parametrize(("value", "date"), STATED)
def test_date_is_read_only_where_it_has_one_reading(value, date):
    """ISO 8601 and months in words are dates; days and months as two bare numbers are not."""
    assert iso_date(value) == date
