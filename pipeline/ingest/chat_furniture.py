"""Parts of a chat that are not messages (reactions, joins, attachments, polls), and who can read a message."""

from __future__ import annotations

import re

_EMOJI = r"(?::[\w+-]+:|[^\w\s\"“”'‘’.,;:!?()\[\]<>/&%£€$#@=+*-])+"
_CHANNEL = r"(?:channel|group|meeting|conversation|call|chat|huddle|server|room|community)"


def _any(*patterns: str, flags: re.RegexFlag = re.IGNORECASE | re.DOTALL) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})", flags)


PUBLIC = _any(
    r"\W*(?:everyone|everybody|all|alle|jeder|jeden|tout le monde|tous|todos|todas|tutti|iedereen)\b",
    r"(?:all )?(?:panell?ists|hosts)\b.*\b(?:attendees|everyone|all)\b",
    r"all panell?ists\b|entire audience\b|(?:the )?meeting\b",
    r"(?:waiting|breakout|main) ?(?:room|session)",
    r"(?:room|group|table|gruppe|raum|channel) ?\w{0,12}$",
    r"#|.*\bgroup chat\b",
)
_MARKED = _any(
    r"\s*[(\[]\s*(?:direct message|direktnachricht|message direct|mensaje directo|messaggio diretto|privately"
    r"|private(?: message)?|privat|en privé|privado|in privato|dm|only visible to you|to you only)\b[^()\[\]]*[)\]]"
)
_TO = re.compile(r"(?P<sender>.+?)\s+(?:[Tt]o|[Aa]n)\s+(?P<to>.+)")

# The whole message was written by the program or is a symbol: it contains no words of the sender's.
_WHOLE = _any(
    # attachments
    r"<?(?:media|image|photo|video|audio|voice (?:message|note)|sticker|gif|document|contact(?: card)?|file"
    r"|attachment|album)s? (?:omitted|removed|not included)>?",
    r"<?(?:medien|bild|foto|video|audio|sprachnachricht|sticker|gif|dokument|kontakt\w*)"
    r" (?:ausgeschlossen|weggelassen)>?",
    r"<?(?:médias?|images?|vidéos?|audio) (?:omis|omise|absente?s?)>?",
    r"<?(?:multimedia|imagen|audio|v[ií]deo|archivo) omitid[oa]s?>?",
    r"<(?:attached|anhang|pièce jointe|adjunto)\s*:[^<>]*>",
    r"[^\n]{1,120}\.\w{2,5} \((?:file attached|datei angehängt|fichier joint|archivo adjunto)\)",
    r"\[(?:image|photo|video|audio|sticker|gif|file|attachment|voice message|deleted message)[^\[\]]*\]",
    r"(?:live )?location(?: shared)?: https?://\S+|live location shared|null",
    # messages that were deleted
    r"(?:this|the) message (?:was|has been) (?:deleted|removed|withdrawn)(?: by .{1,60})?",
    r"you (?:deleted|unsent) this message|message deleted|deleted message",
    r"diese nachricht wurde gelöscht|(?:du hast )?diese nachricht gelöscht|ce message a été supprimé",
    r"(?:se )?eliminó este mensaje|(?:este mensaje fue|mensaje) eliminado|waiting for this message\b.*",
    # calls
    r"(?:missed|started an?|silenced|declined|no answer:?)? ?(?:group )?(?:voice|video|audio) call"
    r"(?:[,.:•]? *\d{1,3} ?(?:s|m|h|sec|min|hour|hr)\w*.{0,20}| at [\d:. apm]+)?",
    # reactions
    rf"(?:reacted|hat)\b (?:to|with|auf|mit) (?:[\"“„«]|{_EMOJI}|your |an? ).*",
    r"(?:liked|loved|laughed at|emphasi[sz]ed|questioned|disliked|reacted .{1,12} to) (?:[\"“„«].*|an image)",
    r"removed (?:an?|the|their) .{0,40}?(?:reaction|like|heart) (?:from|to)\b.*",
    # changes to the group
    r"(?:messages|chats|nachrichten|les messages|los mensajes)\b.{0,60}"
    r"\b(?:end-to-end|ende-zu-ende|bout en bout|extremo a extremo)\b.*",
    r"(?:your|ihre?|the) (?:security code|phone number|sicherheitsnummer)\b.*\bchanged\b.*",
    r"(?:.{0,80} )?joined using (?:this|the|an?) .{0,20}\blink",
    rf"(?:has |have )?(?:joined|left)(?: the| this)? {_CHANNEL}|(?:joined|left) #\S+",
    rf"(?:was|were) (?:added to|removed from) (?:#\S+|(?:the|this) {_CHANNEL})\b.{{0,60}}",
    rf"(?:has |have )?(?:set|changed|cleared|updated) (?:the|this) {_CHANNEL}(?:['’]s)?"
    r" (?:topic|purpose|description|name|icon|subject|title|settings|picture)\b.*",
    rf"pinned (?:a message|an? .{{1,30}})(?: to (?:the|this) {_CHANNEL})?",
    r"(?:turned (?:on|off)|enabled|disabled) disappearing messages\b.*",
    r"(?:the )?(?:meeting|recording|transcription|huddle) (?:has )?(?:started|ended|stopped)"
    r"(?:[:,]? [\d:. apmhs]+)?",
    r"added an integration to\b.*",
)
_SUBJECT_DID = _any(
    r"(?:has |have |was |were |is |hat |wurde |a )?(?:joined|left|added|removed|pinned|invited|changed (?:the|this)"
    rf"|created (?:the |this )?{_CHANNEL}|(?:now|no longer) an admin|beigetreten|verlassen|hinzugefügt|erstellt"
    r"|quitté|rejoint|salió|añadió)\b.*"
)
_POLL = _any(r"(?:poll|umfrage|sondage|encuesta|quiz)\s*:", "📊")
_NO_WORDS = re.compile(rf"(?:{_EMOJI}|[\s\ufe0f\u200d])*")
_APP = re.compile(
    r".*\s(?:APP|BOT|WORKFLOW)|(?:slackbot|polly|simple poll|zoom|teams|forms|whatsapp|system)(?: bot)?", re.I
)

# Lines of a message that the program adds below or above the words.
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_BELOW = _any(
    rf"(?:{_EMOJI}\s*\d{{1,4}}\s*)+|{_EMOJI}",
    r"\d+ (?:repl(?:y|ies)|reactions?|antwort(?:en)?)|last reply\b.{0,60}|view (?:thread|poll|newer replies)",
    r"(?:like|heart|laugh|surprised|sad|angry|thumbs ?up|celebrate|love)(?: reaction)?s?[ .:]+\d{1,4}",
    r"\(?(?:edited|bearbeitet)\)?|has context menu|seen by .{1,60}|new messages?|unread messages?",
    r"(?:also )?(?:sent|posted) to (?:the )?(?:channel|conversation)",
    rf"[-–—_= ]*(?:{_DAYS})?,? *(?:\d{{1,2}}(?:st|nd|rd|th)? +)?(?:{_MONTHS})(?: +\d{{1,2}}(?:st|nd|rd|th)?)?,?"
    r" *(?:\d{4})?[-–—_= ]*",
    rf"[-–—_= ]*(?:{_DAYS})[-–—_= ]*",
)
_ABOVE = _any(
    r"(?:replying to|in reply to|antwort an)\b[^\"“”]{0,60}|replied to a thread:?.{0,120}",
    r"(?:also )?(?:sent|posted) to (?:the )?(?:channel|conversation)",
)
_REPLY_OPENS = _any(r"(?:replying to|in reply to|antwort auf|en réponse à)\s*:?\s*[\"“„«]")
_CLOSES = re.compile(r"[\"”“»]\s*:?\s*$")
_TAIL = _any(
    r"\s*(?:\((?:edited|bearbeitet)\)"
    r"|<(?:this message was edited|diese nachricht wurde bearbeitet|ce message a été modifié)\.?>)\s*$"
)


def addressee(sender: str, to: str) -> tuple[str, str]:
    """The sender and the recipient, if the header names one: `Ade to Beth (Direct Message)`."""
    if to:
        return sender, to
    match = _TO.fullmatch(sender)
    if match and (PUBLIC.match(match["to"]) or _MARKED.search(match["to"])):
        return match["sender"], match["to"]
    if mark := _MARKED.search(sender):
        return sender[: mark.start()].strip() or sender, mark[0].strip()
    return sender, ""


def is_private(to: str, text: str) -> bool:
    """Whether a message is private: it is marked as such, or it is not addressed to everyone.

    Args:
        to: the recipient; "" if the program does not record one.
        text: the message; in older files the mark comes before the words.
    """
    return bool(_MARKED.search(to) or _MARKED.match(text)) or bool(to and not PUBLIC.match(to))


def is_system(text: str, *, sender: str) -> bool:
    """Whether a message contains no words of its sender's: a reaction, a join, an attachment, a poll."""
    text = text.strip()
    bare = text.rstrip(" .!")
    if _WHOLE.fullmatch(bare) or _POLL.match(text) or _NO_WORDS.fullmatch(text) or _APP.fullmatch(sender):
        return True
    return bare.startswith(f"{sender} ") and _SUBJECT_DID.fullmatch(bare[len(sender) + 1 :]) is not None


def own_lines(lines: list[str]) -> list[bool]:
    """Which lines are the sender's own words, not those of the program or of the message replied to."""
    own: list[bool] = []
    inside = False
    for text in map(str.strip, lines):
        opens = _REPLY_OPENS.match(text)
        theirs = inside or bool(opens) or text.startswith(">") or _is_added(text, own)
        if opens or inside:
            inside = not _CLOSES.search(text[opens.end() :] if opens else text)
        own.append(not theirs)
    if inside and not any(own):  # a quotation that is never closed would take up the whole message
        return [not _REPLY_OPENS.match(line.strip()) for line in lines]
    return own


def _is_added(text: str, own: list[bool]) -> bool:
    """Whether the program added a line, either above all the words or below them."""
    if not any(own):
        return _ABOVE.fullmatch(text) is not None
    counts = not own[-1] and text.isdigit()  # the count below a symbol
    return counts or _BELOW.fullmatch(text) is not None


def tail_of(text: str) -> int:
    """Where the program's own mark at the end of a line begins: `(edited)`."""
    match = _TAIL.search(text)
    return match.start() if match else len(text)
