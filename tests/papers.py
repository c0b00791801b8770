"""Small files of all kinds with a text, made by hand, and hostile ones."""

import io
import zipfile
import zlib

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_R = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def packed(**members: str) -> bytes:
    """A zip file; `__` in a name is a slash and `_` a dot."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("___", "/_").replace("__", "/").replace("_xml", ".xml"), text)
    return content.getvalue()


def docx(*paragraphs: str, prologue: str = "") -> bytes:
    """A text of paragraphs, with a footnote and a word that was struck out."""
    texts = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    struck = "<w:p><w:del><w:r><w:delText>Gestrichenes</w:delText></w:r></w:del></w:p>"
    return packed(
        word__document_xml=f"{prologue}<w:document {_W}><w:body>{texts}{struck}</w:body></w:document>",
        word__footnotes_xml=f"<w:footnotes {_W}><w:p><w:t>Fuß</w:t><w:tab/><w:t>note</w:t></w:p></w:footnotes>",
    )


def xlsx(*rows: tuple[str, float]) -> bytes:
    """A sheet of two columns, texts and numbers."""
    shared = "".join(f"<si><t>{text}</t></si>" for text, _ in rows)
    cells = "".join(
        f'<row><c t="s"><v>{place}</v></c><c><v>{number}</v></c><c t="inlineStr"><is><t>Stück</t></is></c></row>'
        for place, (_, number) in enumerate(rows)
    )
    return packed(
        xl__workbook_xml=f'<workbook {_S}><sheets><sheet name="Lager"/></sheets></workbook>',
        xl__sharedStrings_xml=f"<sst {_S}>{shared}</sst>",
        xl__worksheets__sheet1_xml=f"<worksheet {_S}><sheetData>{cells}</sheetData></worksheet>",
    )


def pptx(first: str, second: str, note: str) -> bytes:
    """Two slides whose files are numbered the other way round; the second has a note."""

    def slide(text: str) -> str:
        return f"<p:sld {_P}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"

    return packed(
        ppt__presentation_xml=f'<p:presentation {_P}><p:sldId r:id="rId8"/><p:sldId r:id="rId7"/></p:presentation>',
        ppt___rels__presentation_xml_rels="",
        **{
            "ppt___rels__presentation_xml.rels": f'<Relationships {_R}><Relationship Id="rId7" '
            'Target="slides/slide1.xml"/><Relationship Id="rId8" Target="/ppt/slides/slide2.xml"/></Relationships>',
            "ppt__slides___rels__slide1_xml.rels": f'<Relationships {_R}><Relationship Id="rId1" '
            'Target="../notesSlides/notesSlide1.xml"/></Relationships>',
        },
        ppt__slides__slide1_xml=slide(second),
        ppt__slides__slide2_xml=slide(first),
        ppt__notesSlides__notesSlide1_xml=slide(note),
    )


def odf(*paragraphs: str, pages: bool = False) -> bytes:
    """A text, or slides, with a change that was kept track of."""
    texts = [f"<text:p>{one}</text:p>" for one in paragraphs]
    inner = "".join(f"<draw:page>{one}</draw:page>" for one in texts) if pages else "".join(texts)
    tracked = "<text:tracked-changes><text:p>Gestrichenes</text:p></text:tracked-changes>"
    return packed(
        content_xml=f"<office:document-content {_O}><office:body>{tracked}{inner}</office:body>"
        "</office:document-content>"
    )


def pdf(*pages: str) -> bytes:
    """A PDF with one line a page (Latin-1)."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, text in enumerate(pages):
        drawn = zlib.compress(b"BT /F1 12 Tf 72 700 Td (" + text.encode("latin-1") + b") Tj ET")
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
            f"<</Length {len(drawn)}/Filter/FlateDecode>>stream\n".encode() + drawn + b"\nendstream",
        ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    total = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (total, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % total + table + trailer


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
"""The beginning of an XML file whose entity `i` stands for gigabytes."""


def zip_bomb(megabytes: int) -> bytes:
    """A docx whose text is one letter again and again: a thousandth of what it unpacks to."""
    return docx("a" * (megabytes << 20))
