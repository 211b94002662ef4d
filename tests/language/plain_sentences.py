"""Plain UK sentences with annotated names, written before the names model was trained and not used for training.

`[…]` is an organisation, `<…>` a person, `{…}` a place.
"""

SENTENCES = """
The first people who helped us were [Walthamstow Family Hub] and the girls at [Barnardo's].
I used to volunteer with [Shelter] in {Sheffield}, back when <Maureen Tate> was running it.
<Priti Solanki> is our link worker at [Whittington Health].
[Rotherham Council] closed three children's centres in one year.
We got the minibus through [the National Lottery Community Fund].
My sister works for [Tesco] and my brother works for [Network Rail].
They had a stall from [Citizens Advice] and one from [the Samaritans].
When we left {Leicester} we came straight here, to {Skegness}.
I don't think [Ofsted] ever came to see that side of it.
<Dai Prosser> had been on the council since 1995.
You would ring [Social Care Direct] and nobody would answer.
[Hackney CVS] lent us a room, and then [E5 Roots] lent us a van.
The vicar, <Tom Ridley>, let us have the hall for nothing.
It was like nothing I had ever seen, and I have lived in {Glasgow} and {Belfast}.
[Gateshead College] ran the course with [Tyne Housing Association].
She said [Marie Curie] had been wonderful with her mum.
Anyway, <Kwabena> said he would take the keys back to <Lorna>.
On Friday nights we open until ten, and on Saturdays until noon.
I applied for Personal Independence Payment and got turned down.
The Windrush Day party was the best thing we did all year.
We had people from [the Department for Education] up to visit in October.
If [Mersey Care] and [Liverpool City Council] could only talk to each other.
There are two foodbanks, [the Trussell Trust] one and ours.
She moved from {Cardiff} to {Merthyr Tydfil} for the job.
I'm <Oluwaseun Bankole>, and I look after the allotments.
[Bradford Trident] have been doing this since before any of us.
The good thing about [Solace Women's Aid] is that they listen.
so i rang [age uk] and they put me through to <sandra>
we got a bit of money off [lloyds bank foundation] in the end
and then he moved to {doncaster} and we lost touch
i think it was [nottinghamshire county council] who paid for it
<Eilidh Fraser>, she's at [Glasgow Caledonian University], did the evaluation.
Nobody in {Hartlepool} reads the Guardian any more, I promise you.
Between you and me, I never trusted the Big Society.
[CGL] took over the contract from [Addaction], and half the staff left.
The Prime Minister came on the television and I burst into tears.
I was born in {Kingston}, in {Jamaica}, and came to {Brixton} at nine.
[Thames Reach] found him a flat in {Lewisham}.
Our landlord is [Clarion], and before that it was [Circle 33].
We asked <Dr Anjali Rao> to speak, and <Councillor Pete Hobday> chaired.
""".strip().splitlines()
