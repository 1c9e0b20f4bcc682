from playwright.sync_api import expect


def test_a_doctor_comes_in(idp_server, journal_url, page):
    page.goto(journal_url)
    idp_server.log_in(page, card="anna-1")
    expect(page.locator("h1")).to_have_text("Välkommen, TSTNMT2321000057-1001")


def test_too_low_a_level_is_refused(idp_server, journal_url, page):
    idp_server.order_fault("journal", "loa-too-low")
    page.goto(journal_url)
    idp_server.log_in(page, card="anna-1")
    expect(page.locator("h1")).to_have_text("Tillitsnivån är för låg")
