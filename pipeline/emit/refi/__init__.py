"""REFI-QDA (.qdpx, .qdc): the study as a project that NVivo, ATLAS.ti, MAXQDA and QualCoder open.

Offsets are Unicode code points from 0 in the text as it is handed over, the end exclusive.
"""
