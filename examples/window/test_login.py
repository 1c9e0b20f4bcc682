def test_a_doctor_comes_in_with_a_card(cosmic_window):
    cosmic_window.put("anna-1")
    cosmic_window.press("siths-this-device")
    cosmic_window.type_code("654321")
    cosmic_window.type_code("123456")
    cosmic_window.wait_for("workspace")
    assert cosmic_window.identity.hsa_id == "TSTNMT2321000057-1001"


def test_a_phone_reads_the_code_from_the_screen(cosmic_window, phone_window):
    phone_window.activate("anna", "siths")
    cosmic_window.press("siths-other-device")
    cosmic_window.wait_for("show_qr")
    phone_window.answer()
    cosmic_window.wait_for("workspace")
