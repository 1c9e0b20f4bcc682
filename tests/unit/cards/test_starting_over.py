"""Cards made as they were ordered, all of them or none."""

from __future__ import annotations

import pytest

from cosmic_login.cards.virtual.store import CardStore
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
from tests.unit.cards.test_store import profile, shared, spend_a_try, store_of, tries

__all__ = ["profile", "shared"]


def start_over(store: CardStore) -> int:
    with store.all_held() as make_anew:
        return make_anew()


def test_cards_are_as_ordered_again_and_those_that_were_keep_their_keys(profile: Profile) -> None:
    store = store_of(profile)
    kept, spent, lost = store.open("bo-1"), store.open("anna-1"), store.open("karin-1")
    number = kept.state.card_number
    reserve = store.issue_reserve("anna", 10).card_id
    spend_a_try(spent)
    store.revoke("karin-1")
    assert tries(spent) == 2
    assert lost.card_id in store.issued()
    assert start_over(store) == 3  # the spent one, the revoked one, and the reserve card, which nobody ordered
    assert tries(store.open("anna-1")) == 3
    assert store.summary("karin-1").state != "revoked"
    assert store.open("bo-1").state.card_number == number
    assert reserve not in store.issued()
    with pytest.raises(LoginFailure) as gone:
        store.open(reserve)
    assert gone.value.code == "card.unknown"
    assert start_over(store) == 0


def test_a_card_that_was_ordered_revoked_is_so_again(profile: Profile) -> None:
    store = store_of(profile)
    revoked = next(each for each in store.ids() if store.summary(each).state == "revoked")
    store.open(revoked)
    (profile.cards_dir / f"{revoked}.card").write_bytes(b"damaged")
    assert start_over(store_of(profile)) == 1
    assert store_of(profile).summary(revoked).state == "revoked"


def test_while_a_card_is_in_use_nothing_is_done(profile: Profile) -> None:
    store, other = store_of(profile), store_of(profile)
    spend_a_try(store.open("anna-1"))
    for holder in (store, other):  # this program, or another one
        busy = holder.open("bo-1")
        busy.power_on()
        with pytest.raises(LoginFailure) as held, store.all_held(wait=0.1) as make_anew:
            make_anew()
        busy.power_off()
        assert held.value.code == "card.in_use"
        assert tries(store.open("anna-1")) == 2
