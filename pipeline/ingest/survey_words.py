"""Words that identify the type of a survey column, in English, Welsh, German, French and Spanish."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# A question answered in the respondent's own words. It may follow a number, a code or the name of a group.
OPEN = _any(
    r"\?\s*$",
    r"(?:^|[.:)\]–—|/>-]\s*)\W*(?:what|why|how|which|please|describe|tell us|list|name (?:up to|any|three)|"
    r"is there|are there|do you have any|would you like|if (?:so|yes|no)|in your own words|"
    r"any (?:other|further|additional)\b)",
    r"\b(?:comments?|feedback|suggestions?|ideas?|thoughts|reasons?|notes|remarks|experiences?|explain|describe|"
    r"in your own words|free ?text|open[- ]ended|write[- ]in)\b",
    r"(?:^|[.:)\]–-]\s*)\W*(?:was|warum|wieso|weshalb|wie|welche\w*|bitte|beschreiben)\b",
    r"\b(?:anmerkung(?:en)?|kommentare?|vorschl[aä]ge?|bemerkung(?:en)?|begr[uü]ndung)\b",
    r"(?:^|[.:)\]–-]\s*)\W*(?:qu['’]|que\b|quoi|pourquoi|comment\b|quel(?:le)?s?\b|d[eé]crivez|veuillez)",
    r"\b(?:commentaires?|remarques?|pr[eé]cisez|souhaitez-vous ajouter)\b",
    r"¿|(?:^|[.:)\]–-]\s*)\W*(?:qu[eé]|por qu[eé]|c[oó]mo|cu[aá]l(?:es)?|describa|d[ií]ganos)\b",
    r"\b(?:comentarios?|sugerencias?|observaciones)\b",
    r"(?:^|[.:)\]–-]\s*)\W*(?:beth|pam|sut|pa|disgrifiwch|dywedwch)\b",
    r"\b(?:sylwadau|awgrymiadau)\b",
)
# Text entered below the last option of the previous question.
OTHER = _any(
    r"\bother\b(?: option)?\W*(?:(?:please|specify|say|state|describe|write|text|which|what)\b.{0,40})?\W*(?:$|:)",
    r"\b(?:please )?(?:specify|say what)\b",
    r"\b(?:sonstiges?|andere[rs]?)\b\W*(?:bitte .*|$)",
    r"\bautres?\b\W*(?:pr[eé]cisez.*|veuillez.*|$)",
    r"\botr[oa]s?\b\W*(?:especifi\w*.*|por favor.*|$)",
    r"\barall\b\W*(?:nodwch.*|$)",
)
FOLLOWS = re.compile(
    r"\W*(?:(?:if )?(?:you (?:chose|selected|ticked|answered) )?['\"‘“]?other['\"’”]?(?:\W*|\W+"
    r"(?:please|specify|say|state|describe|write|text|option|what|which)\b.{0,40})|"
    r"please (?:specify|say|state|explain)\b.{0,40}|"
    r"(?:please )?(?:explain|say why|(?:give|tell us) (?:the |a |your )?reasons?)(?: (?:for )?your "
    r"(?:answer|rating|score|choice))?\W*|why\W*|"
    r"(?:sonstiges?|andere[rs]?|autres?|otr[oa]s?|arall)(?:\W*|\W+(?:bitte|veuillez|pr[eé]cisez|especifi\w*|"
    r"por favor|nodwch)\b.{0,40})|"
    r"(?:warum|pourquoi|por qu[eé]|pam)\W*)",
    re.IGNORECASE,
)

OF_THE_RESPONDENT = _any(
    r"\b(?:you|your|i|my|we|our|respondent|participant)\b",
    r"\b(?:sie|ihre?[nrms]?|vous|votre|vos|su|usted|tu|eich|chi|ydych)\b",
)
# What a long name asks the respondent for: the few words after the question word.
ASKED = re.compile(
    r"(?:[\w.]{1,12}[.:)\]]\s+|[^?:]{1,30}:\s*)?\W*(?:please )?(?:(?:in|at|for|to|from|on|aus|in|dans|en|de) )?"
    r"(?:what|which|where|when|names?|enter|state|give|select|choose|indicate|tell us|your|how old|"
    r"welche\w*|was|wo|ihre?|quel(?:le)?s?|o[uù]|votre|cu[aá]l(?:es)?|qu[eé]|su|beth|pa|ble|eich)\b"
    r"(?P<what>(?:\W+[\w'’/-]+){1,5})",
    re.IGNORECASE,
)
ABOUT_OTHERS = _any(r"\b(?:how (?:many|much|often|well)|number of|did|does|should|played?|other services)\b")
ATTRIBUTES = {
    "sector": _any(
        r"\bsectors?\b|\bindustr(?:y|ies)\b",
        r"\b(?:type|kind|sort) of (?:organi[sz]ation|group|body)|\borgani[sz]ation(?:al)? type\b",
        r"\bsektor\b|\bbranche\b|\bart der organisation\b|\bsecteur\b|\btype d['’]organisation\b"
        r"|\btipo de organizaci[oó]n\b"
        r"|\bmath o sefydliad\b|\bmath eich sefydliad\b",
    ),
    "role": _any(
        r"\b(?:roles?|job|job title|position|occupation|profession|post held|work title)\b",
        r"\b(?:rolle|beruf|funktion|stelle|berufsbezeichnung)\b|\b(?:r[oô]le|poste|fonction|m[eé]tier|profession)\b",
        r"\b(?:rol|puesto|cargo|profesi[oó]n)\b|\b(?:r[oô]l|swydd|teitl swydd)\b",
    ),
    "organisation": _any(
        r"\borgani[sz]ation\b|\bemployer\b|\b(?:charity|group|company)(?:'s)? name\b|\bname of (?:your|the) "
        r"(?:charity|group|company|council)\b",
        r"\b(?:arbeitgeber|verein|einrichtung)\b|\b(?:organisme|employeur)\b|\b(?:organizaci[oó]n|empresa|empleador)\b"
        r"|\b(?:sefydliad|cyflogwr|mudiad)\b",
    ),
    # A town or a village could identify someone; a region does not.
    "region": _any(
        r"\b(?:region|county|country|nation|district|borough|local authority|area)\b",
        r"\b(?:bundesland|landkreis|land)\b|\b(?:r[eé]gion|d[eé]partement|pays)\b|\b(?:regi[oó]n|provincia|pa[ií]s)\b"
        r"|\b(?:rhanbarth|sir|gwlad|ardal|awdurdod lleol)\b",
    ),
}
# Facts about the respondent that are not opinions.
FACTS = _any(
    r"\b(?:names? of|official name|name|town|city|ward|department|team|age|gender|sex|ethnicity|race|religion|"
    r"year|date|born|subject|discipline|degree(?! of)|qualifications?|university|school|"
    r"institutions?|course|title|languages?|nationality|postcode|web ?(?:page|site)|url|link)\b",
    r"\b(?:alter|geschlecht|sprache|stadt|wohnort|geburtsjahr|studienfach|[aâ]ge|genre|sexe|langue|ville|"
    r"edad|g[eé]nero|sexo|idioma|ciudad|oedran|rhywedd|rhyw|iaith|tref|dinas)\b",
)
# Where someone lives or works: less specific than a region, but still a fact.
WHERE = _any(
    r"\bwhere(?: in (?:\w+ ){1,3})? ?(?:do|are) you (?:\w+ )?(?:live|living|based|located|from|work)\b",
    r"\bwo (?:wohnen|leben|arbeiten) sie\b|\bo[uù] (?:habitez|vivez|travaillez)[- ]vous\b"
    r"|\bd[oó]nde (?:vive|trabaja)\b|\bble (?:rydych|dych) chi['’]?n? ?(?:yn )?(?:byw|gweithio)\b",
)
# Which of these best describes your organisation?
DESCRIBES = re.compile(
    r"\b(?:which|what)(?: of (?:these|the following))?(?: \w+)? (?:best |most )?(?:closely )?describes? "
    r"(?:you(?:r)? )?(?:own )?(?P<what>organi[sz]ation|group|charity|role|job|position)\b",
    re.IGNORECASE,
)
COUNTRY = _any(r"\b(?:country|nation)\b|\bland\b|\bpays\b|\bpa[ií]s\b|\bgwlad\b")
NO_PERSON = _any(
    r"\b(?:user|file|organi[sz]ation|group|company|charity|council|collector|survey|project|course|event|product|"
    r"tool|programme|service|school|team|place|conferences?|workshops?|training|acronym|software|package)\b",
    r"\b(?:organisme|association|verein|einrichtung|empresa|sefydliad)\b",
)
PEOPLE = _any(
    r"\b(?:instructors?|teachers?|staff|volunteers?|managers?|persons?|people|leaders?|members?|partner|child|"
    r"children|respondent|contact|carers?|officers?|trustees?|colleagues?|friends?)\b"
)
FIRST_NAME = _any(
    r"\b(?:first|given|fore) ?_?-?names?\b|\bforename|\bvorname|\bpr[eé]nom|\bnombre\b|\benw cyntaf\b",
)
PERSON_NAME = _any(
    r"\bnames?\b|surname|forename|(?:first|last|full)_?name|\bvorname|\bnachname|\bpr[eé]nom|\bnom\b"
    r"|\bnombre\b|\bapellidos?\b|\benw\b|\bcyfenw\b",
)
CONTACT = _any(
    r"e-?mail|\bip\b|ip ?addr\w*|recipient|phone|mobile|\btel\b|telephone|post ?code|postal ?code|"
    r"zip ?code|^\W*(?:postal|zip|post)\W*$|latitude|longitude|location ?(?:lat|long)|^address|home address|"
    r"date of birth|\bdob\b|"
    r"external(?: data)? ?reference|nhs number|national insurance|custom ?data|user ?name",
    r"\btelefon\w*|\banschrift\b|\badresse\b|\bpostleitzahl\b|\bplz\b|\bt[eé]l[eé]phone\b|\bcourriel\b"
    r"|\bcorreo\b|\btel[eé]fono\b|\bdirecci[oó]n\b|\bff[oô]n\b|\be-?bost\b|\bcyfeiriad\b|\bcod post\b",
)
IDENTIFYING_NAME = _any(
    r"\b(?:first|last|full|middle|sur|fore|family|given|your|respondent|recipient|contact|maiden) ?_?-?names?\b",
    r"^\W*names?\W*$|surname|forename|^\W*(?:vorname|nachname|pr[eé]nom|nom|nombre|apellidos?|enw|cyfenw)\W*$",
    r"\b(?:ihr(?:en)?|votre|su|eich) (?:name|nom|nombre|enw)\b",
)
ASKS_WHO = _any(
    r"\byour (?:(?:full|first|last|own) )?(?:name|e-?mail|phone|telephone|mobile|address|postcode)"
    r"(?=\W*$|\W*[?:*(,/&]|\s+(?:and|or|number|address|if|so|in|for|below|here)\b)",
    r"\b(?:ihre? (?:name|e-?mail\S*|telefon\S*|adresse)|votre (?:nom|adresse|courriel|t[eé]l[eé]phone|e-?mail)|"
    r"su (?:nombre|correo|tel[eé]fono)|eich (?:enw|cyfeiriad|rhif ff[oô]n|e-?bost))(?=\W*$|\W*[?:*(,/&])",
)
