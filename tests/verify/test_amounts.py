"""Figures, quantities in brackets, spellings and ligatures: which are equal and which are not."""

from __future__ import annotations

import pytest

from pipeline.verify.clean_verbatim import is_same_word
from tests.verify.builders import checked, study_of, turns

# What was said, what is printed, the verdict.
FIGURES = [
    ("There were, I think, sixty-two pages of it all.", "62 pages of it all.", "TIDIED"),
    ("There were, I think, sixty-two pages of it all.", "72 pages of it all.", "ALTERED"),
    ("Of it all they gave us back sixty-two.", "Of it all they gave us back 62.", "TIDIED"),
    ("There were two three hundred people there.", "There were 500 people there.", "ALTERED"),
    ("There were two three hundred people there.", "There were three hundred people there.", "ALTERED"),
    ("There were two three hundred people there.", "There were two hundred people there.", "ALTERED"),
    ("There were two three hundred people there.", "There were 200 to 300 people there.", "TIDIED"),
    ("There were two, um, three hundred people there.", "There were two, three hundred people there.", "TIDIED"),
    ("There were two, um, three hundred people there.", "There were 200–300 people there.", "TIDIED"),
    ("There were two or three hundred people there.", "There were two or three people there.", "ALTERED"),
    ("There were two or three hundred people there.", "There were two … hundred people there.", "ALTERED"),
    (
        "There were two or three hundred people there.",
        "There were two or three hundred … there.",
        "VERBATIM",
    ),
    ("There were five six people in the hall.", "There were 11 people in the hall.", "ALTERED"),
    ("There were five six people in the hall.", "There were five or six people in the hall.", "TIDIED"),
    ("There were five six people in the hall.", "There were six people in the hall.", "ALTERED"),
    ("It was nineteen ninety four when it opened.", "It was 1994 when it opened.", "TIDIED"),
    ("It was nineteen ninety four when it opened.", "It was 1984 when it opened.", "ALTERED"),
    ("It was nineteen ninety four when it opened.", "It was nineteen ninety when it opened.", "ALTERED"),
    ("It was in twenty twenty that they closed it.", "It was in twenty that they closed it.", "ALTERED"),
    ("It was in the nineties that they closed it.", "It was in the 1990s that they closed it.", "TIDIED"),
    ("We got one point two million pounds for it.", "We got £1.2m for it.", "TIDIED"),
    ("In the end we got one point two million pounds for it.", "In the end we got £1.2 billion for it.", "ALTERED"),
    ("We got fifteen hundred quid for the roof.", "We got £1,500 for the roof.", "TIDIED"),
    ("We got fifteen hundred quid for the roof.", "We got £15,000 for the roof.", "ALTERED"),
    ("They paid a grand for the whole roof.", "They paid £1,000 for the whole roof.", "TIDIED"),
    ("Two thirds of them never came back to us.", "2/3 of them never came back to us.", "TIDIED"),
    ("Two thirds of them never came back to us.", "One third of them never came back to us.", "ALTERED"),
    ("And then two thirds of them never came back.", "And then two of them never came back.", "ALTERED"),
    ("It took two and a half years to the day.", "It took 2½ years to the day.", "TIDIED"),
    ("It took two and a half years to the day.", "It took two years to the day.", "ALTERED"),
    ("One in five of us went without a meal.", "One in four of us went without a meal.", "ALTERED"),
    ("It was a hundred and five in the end for us.", "It was 105 in the end for us.", "TIDIED"),
    ("It was a hundred and five in the end for us.", "It was a hundred in the end for us.", "ALTERED"),
    ("It was sixty, sixty people on a good night.", "It was sixty people on a good night.", "TIDIED"),
    ("We had ten per cent of them on the list.", "We had 10% of them on the list.", "TIDIED"),
    ("We had ten per cent of them on the list.", "We had 10 of them on the list.", "ALTERED"),
    ("It was open twenty four seven that year.", "It was open 24/7 that year.", "TIDIED"),
    ("It was open twenty four seven that year.", "It was open 31 that year.", "ALTERED"),
    ("We met on the twenty-first of May that year.", "We met on the 21st of May that year.", "TIDIED"),
    ("We met on the twenty-first of May that year.", "We met on the 20th of May that year.", "ALTERED"),
    ("We had twenty-odd volunteers by the end.", "We had 20 volunteers by the end.", "ALTERED"),
    ("We had hundreds of parcels by the end.", "We had a hundred parcels by the end.", "ALTERED"),
]
BRACKETS = [
    ("And a very few of them ever came back here.", "And [a majority] of them ever came back here.", "ALTERED"),
    ("A very few of them ever came back to us.", "[A majority] of them ever came back to us.", "ALTERED"),
    ("And we lost hardly any of the volunteers.", "And we lost [most] of the volunteers.", "ALTERED"),
    ("And some people rang us every single day.", "And [all] people rang us every single day.", "ALTERED"),
    ("And half of them rang us every single day.", "And [many] of them rang us every single day.", "ALTERED"),
    ("And half of them rang us every single day.", "And [half] of them rang us every single day.", "VERBATIM"),
    ("And everybody rang us every single day.", "And [some people] rang us every single day.", "ALTERED"),
    ("And forty people rang us every single day.", "And [many] people rang us every single day.", "ALTERED"),
    ("And forty parcels went to the flats that day.", "And [the parcels] went to the flats that day.", "ALTERED"),
    ("And two three hundred people came to us.", "And [500] people came to us.", "ALTERED"),
    ("And two three hundred people came to us.", "And [200 to 300] people came to us.", "VERBATIM"),
    ("And lots of people rang us every single day.", "And [many] people rang us every single day.", "VERBATIM"),
    (
        "And they all rang us every single day then.",
        "And [the residents] rang us every single day then.",
        "VERBATIM",
    ),
    (
        "And all of us rang them every single day.",
        "And [the four trustees] rang them every single day.",
        "VERBATIM",
    ),
    (
        "And they rang us every single day about it.",
        "And [the council] rang us every single day about it.",
        "VERBATIM",
    ),
    ("And she was thirty four when she came to us.", "And she was [age] when she came to us.", "VERBATIM"),
    ("And most of them never came back to us.", "And [the volunteers] never came back to us.", "ALTERED"),
    ("And no one of us was paid for any of it.", "And [some] of us was paid for any of it.", "ALTERED"),
]
SPELT = [
    ("My neighbour Maureen came with a whiteboard.", "My neighbor [name] came with a whiteboard.", "VERBATIM"),
    ("We organised a colour centre for the old people, and they paid for the labour themselves.",
     "We organized a color center for the old people, and they paid for the labor themselves.", "TIDIED"),
    ("The organization was at the end of the road, traveling to honor us all in that hall.",
     "The organisation was at the end of the road, travelling to honour us all in that hall.", "TIDIED"),
    ("It was grey and the defence of the practice failed.",
     "It was gray and the defense of the practise failed.", "TIDIED"),
    ("My mum read the meter at the store every week.", "My mom read the meter at the store every week.", "ALTERED"),
    ("They wanted the prize for the four of us here.", "They wanted the prise for the four of us here.", "ALTERED"),
    ("They wanted the prize for the four of us here.", "They wanted the prize for the for of us here.", "ALTERED"),
    ("We walked a metre and then we stood there.", "We walked a meter and then we stood there.", "ALTERED"),
]  # fmt: skip
LETTERS = [
    ("The oﬃce was the ﬁrst to oﬀer us a ﬂat.", "The office was the first to offer us a flat."),
    ("The office was the first to offer us a flat.", "The oﬃce was the ﬁrst to oﬀer us a ﬂat."),
    ("We baﬄed the staﬀ at the ﬅation inﬆead.", "We baffled the staff at the station instead."),
    ("We co-operated with the coun\u00adcil\u00a0staff then.", "We co-operated with the council staff then."),
    ("We co-operated with the council staff then.", "We co-operated with the coun\u00adcil\u00a0staff\u202fthen."),
    ("We went to the Straße in the encyclopædia.", "We went to the Strasse in the encyclopaedia."),
]  # fmt: skip
SAME = [
    ("organise", "organize"), ("organisation", "organization"), ("organisers", "organizers"),
    ("analysed", "analyzed"),
    ("colour", "color"), ("colourful", "colorful"), ("neighbourhood", "neighborhood"), ("behaviour", "behavior"),
    ("centre", "center"), ("centred", "centered"), ("theatre", "theater"), ("kilometres", "kilometers"),
    ("travelled", "traveled"), ("counsellor", "counselor"), ("cancelling", "canceling"), ("modelling", "modeling"),
    ("catalogue", "catalog"), ("dialogues", "dialogs"), ("cataloguing", "cataloging"), ("defence", "defense"),
    ("licence", "license"), ("licenced", "licensed"), ("programme", "program"), ("programmes", "programs"),
    ("grey", "gray"), ("practise", "practice"), ("practised", "practiced"), ("paediatric", "pediatric"),
    ("anaemia", "anemia"), ("orthopaedic", "orthopedic"), ("manoeuvre", "maneuver"), ("manoeuvring", "maneuvering"),
    ("plough", "plow"), ("ageing", "aging"), ("judgement", "judgment"), ("fulfil", "fulfill"),
    ("instalment", "installment"),
    ("enrolment", "enrollment"), ("skilful", "skillful"), ("sceptical", "skeptical"), ("favourite", "favorite"),
    ("apologising", "apologizing"), ("realises", "realizes"), ("marvellous", "marvelous"), ("cosy", "cozy"),
]  # fmt: skip
DIFFERENT = [
    ("prise", "prize"), ("four", "for"), ("hour", "hor"), ("our", "or"), ("metre", "meter"), ("size", "sise"),
    ("mum", "mom"), ("filling", "filing"), ("refilled", "refiled"), ("does", "des"), ("shoes", "shes"),
    ("advice", "advise"), ("device", "devise"), ("storey", "story"), ("rise", "rize"), ("towards", "toward"),
    ("tour", "tor"), ("pour", "por"), ("here", "heer"), ("there", "theer"), ("courage", "corage"),
    ("telling", "teling"), ("rogue", "rog"), ("organised", "organises"), ("colour", "colours"), ("entre", "enter"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "quote", "verdict"), FIGURES + BRACKETS + SPELT)
def test_what_is_the_same_and_what_is_not(tmp_path, said, quote, verdict):
    one = checked(study_of(tmp_path, turns(said)), quote)
    assert one.verdict.name == verdict, one


@pytest.mark.parametrize(("said", "quote"), LETTERS)
def test_ligatures_are_letters(tmp_path, said, quote):
    one = checked(study_of(tmp_path, turns(said)), quote)
    assert (one.verdict.name, one.differences) == ("VERBATIM", ())
    assert one.places[0].said == said.rstrip(".").replace("\u00a0", " ")


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_word(one, other):
    assert is_same_word(one, other)
    assert is_same_word(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_words_that_differ(one, other):
    assert not is_same_word(one, other)
