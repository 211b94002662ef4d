"""What planted interviews are made of, by hand; the two sets share no sentence, name, street or organisation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Names, places and sentences of one set; `{it}` is the identifier."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    domains: tuple[str, ...]
    organisations: tuple[str, ...]
    about_organisations: tuple[str, ...]
    questions: tuple[str, ...]
    fillers: tuple[str, ...]
    templates: dict[str, tuple[str, ...]]


DEVELOPMENT = Words(
    given=(
        "Bernadette", "Aisha", "Kwame", "Siobhan", "Piotr", "Mei", "Rajesh", "Doreen", "Fatima", "Gareth", "Ifeoma",
        "Ludmila", "Trevor", "Yusuf", "Parveen", "Callum", "Nkechi", "Eleri", "Hamza", "Joyce", "Oksana", "Denzel",
    ),
    family=(
        "Ogunleye", "Hartley", "Begum", "Kowalska", "O'Rourke",
        "Patel", "Whitworth", "Nguyen", "Llewellyn", "Mensah",
        "Farooqi", "Pickles", "Ramsbottom", "Van Dijk", "Achebe",
        "Trewin", "Sandhu", "McAllister", "Ivanova", "Cobb",
    ),
    streets=(
        "Albert Street", "Mill Lane", "Cutler's Row", "Harbour View", "Saint Cuthbert's Road", "Bramble Close",
        "Victoria Terrace", "Old Station Road", "Tenter Hill", "Wharf Street", "Linden Avenue", "Coronation Drive",
    ),
    domains=("gmail.com", "hotmail.co.uk", "wexcombe.org.uk", "outlook.com", "harbourtrust.org"),
    organisations=(
        "Age UK", "Citizens Advice", "Mary Ward Centre", "Barnardo's",
        "Wexcombe Mutual Aid", "Marie Curie", "Oxfam",
        "Harrowdale Borough Council", "St Mungo's", "the British Red Cross", "Mind", "Thomas Pocklington Trust",
        "Beckside Homes", "NHS England", "Sue Ryder", "the Trussell Trust", "Centrepoint",
        "Hibiscus Initiatives", "Maggie's",
        "the Henry Smith Charity", "Coram", "Winston's Wish", "Peter Bedford Housing Association", "Gingerbread",
        "the Bernard Sunley Foundation", "Octavia", "Refuge", "Katharine House Hospice", "Rethink", "Papyrus",
        "Florence Nightingale Foundation", "Thomas Coram Centre", "Scope", "Stonewall", "Anchor", "Kinship",
        "Esmée Fairbairn Foundation", "Catherine House", "Helen Bamber Foundation", "Nightstop",
        "Betty Shipley House", "Phoenix Futures",
    ),
    about_organisations=(
        "We had a lot of help from {organisation} that winter.",
        "There was a woman from {organisation} who came on Thursdays.",
        "It was {organisation} that paid for the second freezer.",
        "I won't hear a word against {organisation}, they turned up.",
        "And then {organisation} said they could lend us a room.",
    ),
    questions=(
        "And who did you work with at that point?", "What happened after that?", "Can you say a bit more?",
        "How did people hear about it?", "Did anybody say no?",
    ),
    fillers=(
        "So that was the first week.", "It rained the whole time, I remember that.", "You do what you can.",
        "The kettle was never off.", "We had forty-two parcels and one van.", "Nobody slept much.",
        "I'd do it again, mind.", "We opened at half past nine and it was full by ten.",
        "There were three hundred people on the list by June.", "It cost us about 1,200 pounds a month.",
    ),
    templates={
        "name": (
            "It was {it} who had the keys.", "I rang {it} and she came straight round.",
            "You'd want to talk to {it} about that.", "My neighbour {it} started it, really.",
            "So {it} said, leave it with me.", "We lost {it} that spring, and the hall was not the same.",
            "I went with {it} to see the housing officer.", "Then there was {it}, bless her, with the soup.",
            "{it} drove the van every night for a month.",
        ),
        "phone": (
            "Her mobile's {it} if you need her.", "The number on the poster was {it}.", "You can ring us on {it}.",
            "He gave me his number, {it}, and said any time.", "It's {it}, that's the landline.",
        ),
        "email": (
            "Write to {it} and they'll send you the form.", "My email is {it}.", "I sent it to {it} in the end.",
            "It's {it}, all small letters.",
        ),
        "postcode": (
            "The postcode is {it}, it's behind the church.", "We only covered {it} to begin with.",
            "Put the postcode in, {it}, and it shows you the wrong door.",
        ),
        "address": (
            "She lives at {it}, above the shop.", "We took the bed round to {it} that night.",
            "He'd been at {it} for thirty years.", "It was {it}, the one with the green gate.",
        ),
        "NHS number": (
            "They wanted her NHS number, {it}, before they'd say a word.",
            "My NHS number is {it}, I know it by heart.",
        ),
        "National Insurance number": (
            "I gave them my National Insurance number, {it}, three times.",
            "His NI number was {it} and it was all wrong.",
        ),
        "date of birth": (
            "She was born on {it}, in the front room.", "They kept asking his date of birth, {it}, over and over.",
            "Date of birth {it}, it said on the form.",
        ),
    },
)  # fmt: skip

HELD_OUT = Words(
    given=(
        "Marguerite", "Tunde", "Shabana", "Aneurin", "Zofia",
        "Hyun-woo", "Padraig", "Ngozi", "Wilhelmina", "Ravinder",
        "Catriona", "Mehmet", "Delroy", "Esperanza", "Olumide", "Bronwen", "Farida", "Kenneth", "Ioana", "Tariq",
        "Philippa", "Sukhdeep", "Abimbola", "Maeve", "Rosalind",
        "Vikram", "Thandiwe", "Gwilym", "Nasreen", "Leopold",
    ),
    family=(
        "Adebayo", "Pritchard", "Chaudhry", "Wisniewski", "Fitzgerald", "Gunawardena", "Oyelowo", "Thistlethwaite",
        "Karimi", "De Souza", "Bancroft", "Abubakar", "Ap Rhys",
        "Mukherjee", "Lindqvist", "Stringfellow", "Dlamini",
        "Yilmaz", "McGillivray", "Popescu", "Osei", "Birtwistle", "Qureshi", "Entwistle", "Iqbal", "Tremayne",
    ),
    streets=(
        "Clarence Road", "Duke's Meadow", "Spinners Court", "Lower Quay", "St Aidan's Crescent", "Hawthorn Grove",
        "Marsh Lane", "Prospect Place", "Ropewalk Close", "Kingfisher Way", "Upper Cross Street", "Nelson Square",
        "Abbey Gardens", "Chapel Walk", "Furnace Hill", "Moorside Avenue",
    ),
    domains=("yahoo.co.uk", "icloud.com", "sarnvalley.org.uk", "live.com", "pellgate-exchange.org"),
    organisations=(
        "Macmillan Cancer Support", "Shelter", "the Joseph Rowntree Foundation",
        "Emmaus", "Sarn Valley Credit Union",
        "Leonard Cheshire", "the Felix Project", "Nacro", "Bradfield Parish Council", "St John Ambulance",
        "Northern Reach Integrated Care Board", "Save the Children", "Jack Petchey Foundation", "Turn2us",
        "Lloyds Bank Foundation", "Elizabeth Fry Trust", "Action for Children", "Samaritans", "the Salvation Army",
        "Hestia", "Ruth Ellis Community Centre", "Groundwork", "the Clarence Road Surgery", "Crisis",
    ),
    about_organisations=(
        "Mostly it was us and {organisation}, if I'm honest.",
        "We wrote to {organisation} and heard back inside a week.",
        "The lad from {organisation} had done the same thing in another town.",
        "What {organisation} brought was patience, and a minibus.",
        "People trusted {organisation} because they had seen them before.",
        "Our referrals nearly all came through {organisation} in those days.",
    ),
    questions=(
        "Who else was around the table?", "Could you talk me through that day?", "What would have made it easier?",
        "And what did the council do?", "Where did the money come from?", "How do you feel about it now?",
    ),
    fillers=(
        "That's how it went on till Easter.", "I still have the list somewhere.", "The hall floor never recovered.",
        "It was bitter cold and the boiler had packed up.", "We counted 318 meals in one weekend.",
        "Half of them had never met before.", "You could hear the singing from the car park.",
        "There's a plaque now, which is a bit much.", "It took nineteen weeks to get an answer.",
        "They offered us 2,500 pounds and then took it back.", "Number one lesson, feed people first.",
        "By the end of May 2021 it was only twelve of us.",
    ),
    templates={
        "name": (
            "If it wasn't for {it} we'd have closed.", "The one who held it together was {it}.",
            "I remember {it} standing at the door with a clipboard.", "{it} reckons it was the biscuits.",
            "Ask {it}, she never forgets a face.", "That was the week I met {it} at the bus stop.",
            "We'd a volunteer called {it} who knew every dog on the estate.",
            "They put {it} in charge of the rota.",
            "And {it} told the mayor, not very politely.", "Me and {it} carried the piano.",
            "There's a bench for {it} outside the library.", "Without {it}'s van we were stuck.",
        ),
        "phone": (
            "If it's urgent phone {it} and let it ring.", "They've a helpline, {it}, but you wait.",
            "I can give you the warden's number, it's {it}.", "Text {it} before you set off.",
            "We wrote {it} on the back of every leaflet.", "The office is on {it} until four.",
        ),
        "email": (
            "Drop a line to {it} any time.", "All the invoices went to {it} for some reason.",
            "She's {it} if you want to follow up.", "The address we used was {it}, it still works.",
        ),
        "postcode": (
            "Nobody delivers to {it}, they say it's too far.", "It said on the letter that {it} was not eligible.",
            "If your postcode is {it} you get nothing.", "My postcode's {it}, look it up.",
        ),
        "address": (
            "The flood got as far as {it}.", "They moved her out of {it} in the March.",
            "I grew up at {it}, two doors from the pub.", "Somebody left a pram outside {it}.",
            "The meeting was in my kitchen, {it}, with the baby on my knee.",
        ),
        "NHS number": (
            "It was under NHS number {it}, and they had lost the lot.",
            "I read out the NHS number, {it}, and she said no, not found.",
            "Her NHS number? {it}, I had it on the fridge.",
        ),
        "National Insurance number": (
            "They'd got my NI number down as {it}, which is my sister's.",
            "You need a National Insurance number, mine's {it}, and a bill.",
            "National Insurance number {it}, that's all they wanted to know.",
        ),
        "date of birth": (
            "He was born {it}, same day as the old king.", "My date of birth is {it}, so I got the letter late.",
            "Her birthday's {it}, she was eighty-odd.", "It had her DOB as {it} and the wrong doctor.",
        ),
    },
)  # fmt: skip

SETS = {"development": DEVELOPMENT, "held_out": HELD_OUT}
