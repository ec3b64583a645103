"""What the migrations of incidents make of rows from before."""

from importlib import import_module

import pytest
from django.apps import apps

from incidents.models import Claim, ClaimAnswer, ClaimPair
from tests.cast import Cast
from tests.incidents.building import claimed, given, in_state, judged

pytestmark = pytest.mark.usefixtures("rules")


def test_what_refuted_a_claim_before_answers_were_kept_is_its_first(cast: Cast) -> None:
    """Its conclusion has its row already, by 0004; only what is answered gets one, and once however often it runs."""
    incident = in_state(cast, "active")
    judged(cast, claimed(cast, incident))
    claim = judged(cast, claimed(cast, incident))
    statement = given(cast)
    Claim.objects.filter(pk=claim.pk).update(state="refuted", refuting_statement=statement)
    fill = import_module("incidents.migrations.0008_verdicts_of_before").fill
    fill(apps, None)
    fill(apps, None)
    answer = ClaimAnswer.objects.get()
    assert (answer.claim_id, answer.statement_id, answer.named_by) == (claim.pk, statement.pk, None)
    assert answer.named_at == Claim.objects.get(pk=claim.pk).judged_at


def test_claims_from_before_the_index_become_findable(cast: Cast) -> None:
    """With the very pairs that reporting them writes today."""
    claim = claimed(cast, in_state(cast, "active"))
    pairs = set(claim.pairs.values_list("pair", flat=True))
    assert pairs
    ClaimPair.objects.all().delete()
    index = import_module("incidents.migrations.0010_claims_indexed").index
    index(apps, None)
    index(apps, None)
    assert sorted(claim.pairs.values_list("pair", flat=True)) == sorted(pairs)
