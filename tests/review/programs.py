"""Codebooks in the formats of other programs, written by hand.

Each with the codes that they hold (id, name, parent, definition), and what the import says of them.
"""

NVIVO = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 origin="NVivo 14.0" xmlns="urn:QDA-XML:codebook:1.0">
  <Codes>
    <Code guid="8cd2e1a4-6b4e-4d2b-9e0e-0c4a9d0f7a01" name="Barriers" isCodable="true" color="#ff0000">
      <Description>What stands in the way.&#xD;
Money and time.</Description>
      <Code guid="8cd2e1a4-6b4e-4d2b-9e0e-0c4a9d0f7a02" name="Money" isCodable="true" />
      <Code guid="8cd2e1a4-6b4e-4d2b-9e0e-0c4a9d0f7a03" name="Time &amp; staff" isCodable="true"><Description />
      </Code>
    </Code>
    <Code guid="8cd2e1a4-6b4e-4d2b-9e0e-0c4a9d0f7a04" name="Enablers" isCodable="true">
      <Code guid="8cd2e1a4-6b4e-4d2b-9e0e-0c4a9d0f7a05" name="Money" isCodable="true" />
    </Code>
  </Codes>
</CodeBook>"""

MAXQDA = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 origin="MAXQDA 2022" xsi:schemaLocation="urn:QDA-XML:codebook:1.0 http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd">
  <Codes>
    <Code guid="{D6A3C1D4-0000-4B4B-8A3F-2F5D8C7E1B11}" name="Trust" isCodable="true" color="#33CC66">
      <Description>Include: turning up
Exclude: knowing a place
Examples: see the memo</Description>
    </Code>
  </Codes>
  <Sets />
</CodeBook>"""

ATLAS = """<?xml version="1.0" encoding="UTF-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="ATLAS.ti Windows 23"><Codes>
<Code guid="40ab12de-0a00-4c00-8c00-000000000001" name="Help: neighbours" isCodable="true" color="#0F0"/>
<Code guid="40ab12de-0a00-4c00-8c00-000000000002" name="Help: council" isCodable="true" color="#00F"/>
</Codes><Sets><Set guid="40ab12de-0a00-4c00-8c00-000000000009" name="Help">
<MemberCode guid="40ab12de-0a00-4c00-8c00-000000000001"/></Set></Sets></CodeBook>"""

QUALCODER = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="QualCoder 3.5"><Codes>
<Code guid="59aa0000-1111-4222-8333-000000000001" name="Place" isCodable="false">
<Description>A category.</Description>
<Code guid="59aa0000-1111-4222-8333-000000000002" name="High street" isCodable="true" color="#B0171F">
<Description>Shops &lt;and&gt; who meets there</Description></Code>
</Code>
</Codes></CodeBook>"""

CODEBOOKS = {
    "NVivo": (
        NVIVO,
        [
            ("barriers", "Barriers", "", "What stands in the way. Money and time."),
            ("money", "Money", "barriers", ""),
            ("time-staff", "Time & staff", "barriers", ""),
            ("enablers", "Enablers", "", ""),
            ("money-2", "Money", "enablers", ""),
        ],
        [],
    ),
    "MAXQDA": (MAXQDA, [("trust", "Trust", "", "Examples: see the memo")], []),
    "ATLAS.ti": (
        ATLAS,
        [("help-neighbours", "Help: neighbours", "", ""), ("help-council", "Help: council", "", "")],
        ["1 group(s) of codes"],
    ),
    "QualCoder": (
        QUALCODER,
        [
            ("place", "Place", "", "A category."),
            ("high-street", "High street", "place", "Shops <and> who meets there"),
        ],
        ["'Place' is only a folder of codes"],
    ),
}
