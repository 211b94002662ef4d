"""The web page `report/index.html`: one file that holds the study, for reading and showing, without a network.

No charting library: the five pictures are a few hundred lines of SVG made in the page (Plotly alone would be 4 MB,
and draws neither the sectors' layers nor tables that a screen reader can read). No framework, and no build step.
"""

PAGE_WITH_RECORDINGS = "private/page_with_recordings.html"  # below the outputs folder
