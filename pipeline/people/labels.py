"""Recognises speaker labels and what they say about the person."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.corpus.spans import folded
from pipeline.language.lexicons import word_set

LONGEST_LABEL = 90
# Who helps with an interview, and is no participant.
CREW = (
    r"note[ -]?taker|scribe|time[ -]?keeper|observer|videographer|recordist|camera ?(?:man|woman|person|operator)"
    r"|(?:sound|audio|video|recording|camera) (?:engineer|recordist|operator|technician)"
    r"|(?:co[ -]?|(?:assistant|assisting|secondary|second|deputy) )(?:interviewer|moderator|facilitator|host)"
)
_ROLE = (
    f"{CREW}|interviewer|interviewee|participant|respondent|speaker|moderator|facilitator|researcher|transcriber|"
    "unknown(?: speaker)?|unidentified(?: speaker)?|all|both|several|everyone|man|woman|male|female|"
    "male voice|female voice|male speaker|female speaker|audience(?: member)?|chair|chairman|chairwoman|"
    "chairperson|host|guest|witness|counsel|question|answer|member|panel|panellist|delegate|group|voice|"
    "presenter|research(?:er)? assistant|person|int|inter|res|resp|part|mod|fac|spk|interviewed|subject|student|"
    "teacher|carer|volunteer|staff|other"
)
_ROLE_LABEL = re.compile(rf"(?:the )?(?:{_ROLE})(?:[ _-]?#?(?:\d{{1,3}}|[a-f]))?", re.IGNORECASE)
# A speaker whom the transcriber could not name: `Woman at back`, `Another resident`, `Voice from the floor`.
_UNNAMED_PERSON = (
    r"(?:wo)?m[ae]n|lad(?:y|ies)|gentlem[ae]n|girl|boy|lad|child|mum|mother|dad|father|parent|person|individual"
    r"|someone|somebody|voice|speaker|resident|neighbour|tenant|villager|local|attendee|delegate|participant"
    r"|member(?: of (?:the )?(?:public|audience|group|staff|committee|community))?|volunteer|worker|carer|visitor"
    r"|questioner|contributor|caller|respondent|student|pupil|pensioner|trustee|guest|male|female|nurse|teacher"
)
_UNNAMED_VOICE = re.compile(
    r"(?:the |another |other )?(?:(?:older|elderly|young|younger|old|first|second|third|fourth|new|unknown"
    r"|unidentified|unnamed|unseen|local|female|male|anonymous|middle-aged|same|community|audience|youth) ){0,2}"
    rf"(?:{_UNNAMED_PERSON})(?:[ _-]?#?(?:\d{{1,3}}|[a-f]))?"
    r"(?:,? (?:(?:sitting |standing |seated )?"
    r"(?:at|in|by|near|from|on|with|behind|beside|next to|under|to|off|wearing) (?:[\w'’-]+ ){0,4}[\w'’-]+"
    r"|off[- ]?(?:mic|mike|camera|screen)|offstage|inaudible)|\s*\([^()]{1,40}\))?",
    re.IGNORECASE,
)
# Several people at once, or somebody whom the transcriber could not tell: `Multiple speakers`, `All (together)`.
_KIND_OF_VOICE = (
    r"(?:speaker|voice|participant|respondent|attendee|delegate|person|(?:audience|group|panel) member)"
)
_NOT_KNOWN = (
    r"(?:unknown|unidentified|unclear|unnamed|inaudible|indistinct|unattributed|unrecogni[sz]ed"
    r"|not (?:identified|known|clear))"
)
_MANY_VOICES = (
    r"(?:all|both|several|multiple|various|many|mixed|other|some|different|two|three|overlapping|unknown|unidentified)"
    r"(?: of the| the)? (?:(?:fe)?male |audience |group |panel |board |staff )?"
    r"(?:speakers|voices|participants|respondents|attendees|delegates|panell?ists|members|students|(?:wo)?men"
    r"|(?<=multiple )people|(?<=several )people|(?<=various )people)"
)
_NOBODY_IN_PARTICULAR = re.compile(
    rf"(?:(?:the )?(?:whole )?(?:all|both|several|everyone|everybody|group|audience|crowd|participants|panel)"
    rf"|chorus|(?:in )?unison|group (?:response|answer)|(?:audience|group|panel) members|{_MANY_VOICES})"
    r"(?:,? \(?(?:together|at once|at the same time|in unison|in chorus|speaking|talking|laugh(?:ing|ter)?)\)?)?"
    rf"|{_NOT_KNOWN}(?: {_KIND_OF_VOICE})?|{_KIND_OF_VOICE},? [(\[]?{_NOT_KNOWN}[)\]]?",
    re.IGNORECASE,
)
_CODE_LABEL = re.compile(r"[A-Za-z]{1,2}[ _-]?\d{1,3}|[A-Z]{1,5}\d{0,3}|(?:[A-Z]\.){1,4}|[iqarp]")
_MACHINE_LABEL = re.compile(
    r"(?:unknown |unidentified )?speaker[ _-]?#?(?:\d{1,3}|[a-z])|(?:spk|channel)[ _-]?\d{1,3}|S\d{1,2}",
    re.IGNORECASE,
)
_PARTICLES = word_set(
    "of the de da di du del der den van von al el bin ibn ben la le ap ab for and & y e to in at on a"
)
_NAME_PARTICLES = _PARTICLES - word_set("of for and & to in at on a y e")
_WORD = re.compile(r"[^\W_][^\s,()]*")
_ASIDE = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]")
# Text in brackets after a name, added by meeting software and its users, that is not an office.
_NO_OFFICE = re.compile(
    r"(?:s?he|her|him|they|them|ze|xe|it|ella|elle)(?:\s*[/,|]\s*[a-z]{2,6}){1,3}|guest|external|unverified|verified"
    r"|you|me|host|co-?host|online|iphone|ipad|phone",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"\s+[-–—]\s+.*$|,\s.*$")
_NEVER = re.compile(r"[?!;\"“”<>{}=|…]|https?$|\.\s+[a-z]")
_SENTENCE = re.compile(r"\b(?!(?i:prof|cllr|revd|capt|insp|hon|mrs|miss|rev|sgt|esq)\.)[^\W\d_]{3,}\.\s")
_SPOKEN = word_set(
    """I'm I've I'd I'll we we're we've you he she they it its is are was were be been have has had do does
    did can could will would should my our your their his her me us them this that these those not"""
)

# Words that cover sheets and footers, or speech, put before a colon.
FIELDS = word_set(
    """date time times location place venue duration length project subject title topic theme file filename
    recording recorded audio transcribed transcriber transcription present attendees apologies note notes key
    interview version page contact email e-mail tel telephone phone website web source url agenda summary
    organisation organization pseudonym age gender ethnicity occupation sector region reference ref id study
    setting language format method status consent category series platform abstract keywords copyright
    participants speakers interviewers bio biography break advert advertisement sponsor music jingle"""
)
_FIELD_PHRASE = re.compile(
    r"(?:(?:date|time|place|location|length|duration|name|title|number|no|type|mode) of\b.*"
    r"|(?:interview|recording|file|project|participant|respondent|transcript|audio|start|end|case|study|meeting)"
    r" (?:date|time|id|no|nr|number|name|title|place|location|length|duration|code|ref|reference|type|mode|file)"
    r"|transcribed by|recorded by|interviewed by|conducted by|checked by|also present|in attendance|job title)",
    re.IGNORECASE,
)
_TALK = word_set(
    """yes no well so but and or ok okay right first firstly second secondly third thirdly finally example
    remember again also then now because however therefore actually look listen anyway sorry thanks question
    answer point this that these those there here it is are was one two three he she they we you what why how
    who when where which exactly basically obviously honestly result reason problem issue issues conclusion
    warning important update ps nb eg ie etc http https ratio"""
)
_CONTRACTION = re.compile(
    r"(?:i|you|he|she|it|we|they|that|this|there|here|what|who|how|where|when|why|let)['’](?:m|s|re|ve|d|ll)"
    r"|(?:do|does|did|is|are|was|were|have|has|had|ca|could|wo|would|should|must|ai)n['’]t",
    re.IGNORECASE,
)
# Words that begin sentences, but not names of people or offices.
_OPENERS = word_set("oh ah yeah yes yep no well okay ok um er and but or because if when what how why where then")
_BACKCHANNEL = word_set(
    """yes yeah yep yup ya no nope nah ok okay oh ooh ah aha wow um uh er erm mm mmm mhm hm hmm mm-hmm mm-hm mhmm
    uh-huh huh right sure great good cool nice lovely fine true exactly absolutely definitely certainly totally
    indeed of course thanks thank you brilliant perfect fantastic amazing awesome interesting really please sorry
    well so and alright correct hello hi bye goodbye cheers god gosh my ha haha ha-ha laughs laughter i see know did
    not"""
)
_HONORIFIC = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|baron|rev|revd|reverend|canon|father|"
    r"fr|sister|imam|rabbi|cllr|councillor|hon|the|rt|right|honourable|judge|justice|captain|sgt|pc|inspector)\.?",
    re.IGNORECASE,
)
_POSTNOMINAL = re.compile(
    r"(?:am|mp|ms|msp|mla|obe|mbe|cbe|kbe|dbe|kc|qc|phd|md|jr|sr|jnr|snr|td|mep|frs|esq|ii|iii)\.?", re.IGNORECASE
)


@lru_cache(maxsize=50_000)
def label_of(written: str) -> str:
    """The label without surrounding marks: `DB:` and `IT*` are DB and IT."""
    return (
        folded(written).strip("*_ \t").rstrip(":*.").strip("*_ \t") if written.strip(":*. _") else folded(written)
    )


@lru_cache(maxsize=50_000)
def label_key(label: str) -> str:
    """A key that is the same for all spellings of a label."""
    return folded(label).casefold().rstrip(":.* ").replace(".", "")


@lru_cache(maxsize=20_000)
def plausible(label: str) -> bool:
    """Whether this could be a speaker label, judging by its form."""
    if not label or len(label) > LONGEST_LABEL or _NEVER.search(label) or _SENTENCE.search(label):
        return False
    words = label.replace("’", "'").split()
    if label_key(label) in FIELDS or _FIELD_PHRASE.fullmatch(label.strip()):
        return False
    if is_nobody_in_particular(label):
        return True
    if not _SPOKEN.isdisjoint(words[1:]) or "I" in words[1:-1]:
        return False  # speech, not an office: `Obviously, in our own town:`
    if _ROLE_LABEL.fullmatch(label) or _CODE_LABEL.fullmatch(label) or is_unnamed_voice(label):
        return True
    core = _OFFICE.sub("", _ASIDE.sub("", label)).strip()
    words = _WORD.findall(core)
    if not words or len(words) > 7 or len(core) > 60 or (words[1:] and words[0].casefold() in _OPENERS):
        return False
    if not words[0][0].isupper() and words[0].casefold() not in _NAME_PARTICLES:
        return False
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 0 and all(
        word[0].isupper() or word[0].isdigit() or word.casefold() in _PARTICLES for word in words
    )


@lru_cache(maxsize=20_000)
def could_be_unusual_label(label: str) -> bool:
    """Whether text of unusual form (`sarah jones`, `Jo Moss | Hull CVS`) may be a label if it recurs."""
    words = label.replace("’", "'").casefold().split()
    if not words or len(words) > 6 or len(label) > 60 or is_talk(label) or is_field(label):
        return False
    if re.search(r"[?!;\"“”<>{}=…]|https?$|\.\s", label):
        return False
    spoken = _SPOKEN | _OPENERS | {"i", "a", "an", "the"}
    return spoken.isdisjoint(words) and (len(words) < 2 or _TALK.isdisjoint(words))


def is_machine_label(label: str) -> bool:
    """Whether the label was numbered by a program: `SPEAKER_00`, `Speaker 1`, `spk_0`, `S01`."""
    return _MACHINE_LABEL.fullmatch(folded(label)) is not None


def is_code(label: str) -> bool:
    """Whether the label is a code or initials: `P03`, `AP`, `A.P.`."""
    return _CODE_LABEL.fullmatch(label) is not None


def sure_alone(label: str) -> bool:
    """Whether a label that occurs only once in a file can be trusted: a role, a code or a full name."""
    if is_role(label):
        return label_key(label) not in _TALK
    if is_unnamed_voice(label):
        return True
    if re.fullmatch(r"[A-Z]{2,4}\d{0,2}|[IPRFMQA]\d{0,2}", label):
        return label_key(label) not in {"nb", "ps", "eg", "ie", "tv", "uk", "eu", "us", "nhs", "id", "ok"}
    return looks_like_name(label)


def is_unnamed_voice(label: str) -> bool:
    """Whether the label describes a speaker whom the transcriber could not name: `Woman at back`.

    It has several words, begins with a capital and contains no verb: `The man at the door was:` is speech.
    """
    words = label.replace("’", "'").casefold().split()
    return (
        len(words) > 1
        and label[:1].isupper()
        and _SPOKEN.isdisjoint(words)
        and _UNNAMED_VOICE.fullmatch(label) is not None
    )


def is_talk(label: str) -> bool:
    """Whether the label is a word that sentences begin with (`Yes:`, `Example:`, `I'm:`)."""
    return label_key(label) in _TALK or _CONTRACTION.fullmatch(label.partition(" ")[0]) is not None


def is_backchannel(text: str) -> bool:
    """Whether a line is a listener's response (`Yeah, yep.`, `Oh wow`), even if it stands alone and recurs."""
    words = [word.strip(".,!…-–— ").casefold() for word in text.split()]
    return all(word in _BACKCHANNEL for word in words if word)


def is_role(label: str) -> bool:
    """Whether the label gives the speaker's role (`Interviewer 2`), not their identity."""
    return _ROLE_LABEL.fullmatch(label) is not None or is_nobody_in_particular(label)


@lru_cache(maxsize=20_000)
def is_nobody_in_particular(label: str) -> bool:
    """Whether the label stands for several people at once, or for somebody who is not known: `All`, `Unclear`."""
    return _NOBODY_IN_PARTICULAR.fullmatch(folded(label)) is not None


def is_field(label: str) -> bool:
    """Whether the label is a cover-sheet field (`Date`, `Transcribed by`)."""
    key = label_key(label)
    return key in FIELDS or _FIELD_PHRASE.fullmatch(key) is not None


def name_and_office(label: str) -> tuple[str, str]:
    """The name in a label, and the office or place given with it.

    `Cllr J Smith – Leader`, `Jo Moss (Hull CC)` and `The Chair (Hon. A. Name (Place, Party))` each contain both.
    """
    written = folded(label)
    aside = re.search(r"\((.*)\)", written)
    outside = folded(_ASIDE.sub(" ", written))
    if aside and is_role(outside):
        inner = folded(_ASIDE.sub(" ", aside[1]))
        return (inner, outside) if looks_like_name(inner) else (outside, aside[1])
    parted = re.fullmatch(r"(.+?)(?:\s+[-–—]\s+|,\s+)(.+)", outside)
    if parted:
        return parted[1], parted[2]
    return outside, aside[1] if aside and not _NO_OFFICE.fullmatch(aside[1].strip()) else ""


def honorific_of(label: str) -> str:
    """The title before a name, in lower case: `mr`, `ms`, or ""."""
    first = folded(label).partition(" ")[0].rstrip(".").casefold()
    return first if _HONORIFIC.fullmatch(first) else ""


def name_words(label: str) -> list[str]:
    """The words of a person's name in the label, without title, office, place and post-nominal letters."""
    core = name_and_office(label)[0] if "(" in label else _OFFICE.sub("", label).strip()
    words = [word.strip(".,:*'’\"") for word in core.split()]
    words = [word for word in words if word]
    while words and _HONORIFIC.fullmatch(words[0]):
        words = words[1:]
    while len(words) > 1 and _POSTNOMINAL.fullmatch(words[-1]) and (len(words) > 2 or words[-1].isupper()):
        words = words[:-1]
    return words


def looks_like_name(label: str) -> bool:
    """Whether the label looks like a person's name: two or more capitalised words, or a title and one."""
    if is_role(label) or _CODE_LABEL.fullmatch(label) or is_field(label):
        return False
    words = name_words(label)
    if not words or any(char.isdigit() for word in words for char in word):
        return False
    if not all(word[0].isupper() or word.casefold() in _PARTICLES for word in words):
        return False
    if any(_ROLE_LABEL.fullmatch(word) for word in words) and len(words) < 2:
        return False
    titled = len(label.split()) > len(words) and not label.casefold().startswith("the ")
    return len(words) >= 2 or (titled and len(words[0]) > 1)


def could_name(label: str) -> bool:
    """Whether the label may reveal a name, even if only a first name."""
    return looks_like_name(label) or (not is_role(label) and _CODE_LABEL.fullmatch(label) is None)


def initials_of(label: str) -> set[str]:
    """The initials that a transcriber may use for this name: with and without hyphenated parts."""
    words = name_words(label)
    if len(words) < 2:
        return set()
    parts = [part for word in words for part in re.split(r"[-‐]", word) if part]
    found = {"".join(word[0] for word in words), "".join(part[0] for part in parts)}
    found.add(words[0][0] + words[-1][0])
    found.add(parts[0][0] + parts[-1][0])
    everything = [word.strip(".,:*") for word in label.split() if word.strip(".,:*")]
    found.add("".join(word[0] for word in everything))
    return {each.casefold() for each in found}
