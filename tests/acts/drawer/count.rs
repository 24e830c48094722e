//! The blind count, and what nobody who counts is told.

use loket::desk::session::RevokeAllOf;
use loket::domain::report::{Figure, Leak};

use super::*;

on_both! {
    async fn a_count_is_given_once_and_a_second_needs_somebody_else(lab: &Lab) {
        let till = Till::of(lab).await;
        let nothing = CountDrawer { session: None, pieces: None, total: None, reason: String::new() };
        assert_eq!(code(till.sari().act_as(nothing, own()).await), "count.empty");
        till.count(450_000).await.unwrap();
        assert_eq!(code(till.count(500_000).await), "count.again");
        let again = CountDrawer { reason: "lembar lengket".to_owned(), ..counted(500_000) };
        assert_eq!(code(till.sari().act_as(again.clone(), own()).await), "count.second");
        let given = till.sari().act_as(again, rani()).await.unwrap();
        assert_eq!(given.seq, 2);
        let z = till.sari().ask(OpenZ { z: till.close("", own()).await.unwrap().z }).await.unwrap().z;
        let totals: Vec<_> = z.counts.iter().map(|count| (count.total.0, count.approved_by.as_deref())).collect();
        assert_eq!(totals, [(450_000, Some("Sari Wulandari")), (500_000, Some("Rani Kartika"))]);
        assert_eq!(z.difference, Money(0));
        // The owner sees that it was, and by how much.
        let leaks = looks(&till).await;
        let again = leaks.iter().find(|one| one.kind == Leak::Recounts).unwrap();
        assert_eq!((again.total, again.rows[0].who.as_str(), again.rows[0].count), (Money(50_000), "Sari Wulandari", 1));
        for sql in ["UPDATE drawer_count SET total = 1", "DELETE FROM drawer_count", "DELETE FROM z_report"] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            let refused = tx.on().exec(sql, ()).await.unwrap_err();
            assert!(matches!(refused, loket::store::Fault::Rule(rule) if rule.ends_with("append_only")), "{sql}");
        }
    }

    async fn the_pin_of_the_count_signs_no_difference(lab: &Lab) {
        let till = Till::of(lab).await;
        till.sari_accepts().await;
        let signed = till.sari().signed(&own().approval.unwrap(), Permission::DrawerCount).await.unwrap();
        signed.act(counted(450_000)).await.unwrap();
        let close = CloseDrawer { methods: confirmed(&till.x().await), ..closing("salah kembalian") };
        let refused = signed.act(close.clone()).await;
        let Err(loket::desk::Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!((refusal.code, refusal.details_json()["permission"].as_str()), ("drawer.own_difference", Some("drawer:difference:clinic")));
        signed.act_as(close, crate::drawer::rani()).await.unwrap();
    }

    async fn the_pin_of_the_count_is_ones_own_and_of_the_last_quarter_of_an_hour(lab: &Lab) {
        let till = Till::of(lab).await;
        let hers = till.sari().signed(&rani().approval.unwrap(), Permission::DrawerCount).await.unwrap();
        assert!(!hers.still_signed());
        assert_eq!(code(hers.act(counted(500_000)).await), "permission.pin");
        let minute = |minute: i64| till.clinic.clock.set(at("2026-11-20 09:00").plus_minutes(minute));
        minute(0);
        let signed = till.sari().signed(&own().approval.unwrap(), Permission::DrawerCount).await.unwrap();
        signed.act(counted(500_000)).await.unwrap();
        let close = CloseDrawer { methods: confirmed(&till.x().await), ..closing("") };
        // Neither later, nor by a clock that was set back.
        for late in [15, -15] {
            minute(late);
            assert!(!signed.still_signed());
            assert_eq!(code(signed.act(close.clone()).await), "permission.pin");
        }
        minute(14);
        assert!(signed.still_signed());
        signed.act(close).await.unwrap();
    }

    async fn a_signed_desk_is_worth_nothing_after_its_log_in(lab: &Lab) {
        let till = Till::of(lab).await;
        let sign = async || till.sari().signed(&own().approval.unwrap(), Permission::DrawerCount).await.unwrap();
        // Whoever comes in at this counter forgets what was signed here before, as does whoever leaves it.
        let signed = sign().await;
        till.clinic.desk.login("rani", PASSWORD).await.unwrap();
        assert!(!signed.still_signed());
        let signed = sign().await;
        let rani = till.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let again = sign().await;
        rani.logout().await.unwrap();
        assert!(!signed.still_signed() && !again.still_signed());
        // Ended from elsewhere it is over before anybody came back.
        let signed = sign().await;
        let ended = till.clinic.another(lab).await;
        let (user, reason) = (till.sari().who().unwrap().account_id, "pulang".to_owned());
        ended.act_as(RevokeAllOf { user, reason }, pin(None, PASSWORD)).await.unwrap();
        till.sari().holds().await;
        assert!(!signed.still_signed());
    }

    async fn the_database_keeps_what_was_counted(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(450_000).await.unwrap();
        for (sql, rule) in [
            ("UPDATE drawer_session SET counted = 500000 WHERE counted IS NOT NULL", "drawer_session_counted"),
            ("UPDATE drawer_session SET counted_at = NULL, counted = NULL WHERE counted IS NOT NULL", "drawer_session_closed"),
        ] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            assert_eq!(tx.on().exec(sql, ()).await.unwrap_err(), loket::store::Fault::Rule(rule));
        }
    }

    async fn whoever_may_see_what_should_be_there_counts_no_drawer_of_others(lab: &Lab) {
        let till = Till::of(lab).await;
        let session = Some(till.x().await.session);
        let count = CountDrawer { session, ..counted(500_000) };
        let owner = &till.clinic.owner;
        assert_eq!(code(owner.act(count.clone()).await), "count.sees");
        assert_eq!(code(owner.act_as(count, pin(None, OWNER_PIN)).await), "count.sees");
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { session, ..closing("") };
        assert_eq!(code(owner.act(close.clone()).await), "permission.pin");
        owner.act_as(close, pin(None, OWNER_PIN)).await.unwrap();
    }

    async fn two_who_may_see_it_count_the_drawer_of_somebody_who_is_away_and_it_says_so(lab: &Lab) {
        let till = Till::of(lab).await;
        let session = Some(till.x().await.session);
        let owner = till.clinic.owner.login("owner", PASSWORD).await.unwrap().0;
        // Whoever signs may have it counted.
        let siti = pin(Some("sari"), SARI_PIN);
        let count = CountDrawer { session, ..counted(480_000) };
        assert_eq!(code(owner.act_as(count.clone(), siti).await), "permission.signer");
        let given = owner.act_as(count, rani()).await.unwrap();
        assert!(!given.blind);
        // Whoever signed had no part in it.
        let close = CloseDrawer { session, ..closing("tidak tahu") };
        assert_eq!(code(owner.act_as(close.clone(), pin(None, OWNER_PIN)).await), "drawer.own_difference");
        let closed = owner.act_as(close, rani()).await.unwrap();
        let z = owner.ask(OpenZ { z: closed.z }).await.unwrap().z;
        let [count] = &z.counts[..] else { panic!("{:?}", z.counts) };
        assert_eq!((count.blind, count.approved_by.as_deref()), (false, Some("Rani Kartika")));
        let said: Vec<(String,)> =
            On::from(&lab.db).all("SELECT after FROM audit WHERE act = 'count_drawer'", ()).await.unwrap();
        assert!(said[0].0.contains(r#""blind":false"#), "{said:?}");
    }

    async fn an_owner_who_is_the_only_one_signs_a_count_alone(lab: &Lab) {
        let till = Till::of(lab).await;
        let session = Some(till.x().await.session);
        let owner = till.clinic.owner.login("owner", PASSWORD).await.unwrap().0;
        let first = CountDrawer { session, ..counted(480_000) };
        let again = CountDrawer { reason: "lembar lengket".to_owned(), session, ..counted(500_000) };
        let alone = || pin(None, OWNER_PIN);
        assert_eq!(code(owner.act_as(first.clone(), alone()).await), "count.sees");
        let rani = till.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let deny = GiveGrant {
            user: rani.who().unwrap().account_id,
            permission: Permission::DrawerRecount,
            effect: Effect::Deny,
            expires_at: None,
            reason: "cuti".to_owned(),
        };
        owner.act_as(deny, pin(None, PASSWORD)).await.unwrap();
        assert_eq!(code(owner.act(first.clone()).await), "count.sees");
        assert_eq!(owner.act_as(first, alone()).await.unwrap().seq, 1);
        assert_eq!(code(owner.act(again.clone()).await), "count.second");
        assert_eq!(owner.act_as(again, alone()).await.unwrap().seq, 2);
    }

    async fn a_difference_above_the_tolerance_needs_a_note_and_a_pin(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(489_999).await.unwrap();
        assert_eq!(code(till.close("", own()).await), "drawer.difference_note");
        assert_eq!(code(till.close("hilang", own()).await), "drawer.own_difference");
        let closed = till.close("hilang", rani()).await.unwrap();
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.difference, z.difference_note.as_str()), (Money(-10_001), "hilang"));
        assert_eq!(z.difference_approved_by.as_deref(), Some("Rani Kartika"));
        // Within the tolerance nobody is asked.
        till.open(489_999, "").await.unwrap();
        till.count(479_999).await.unwrap();
        till.close("", own()).await.unwrap();
    }

    async fn a_counted_drawer_takes_nothing_whatever_the_clock_says(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        // All of it in one and the same moment.
        till.pay(dewi, &[(MethodKind::Cash, 300_000)]).await.unwrap();
        till.count(800_000).await.unwrap();
        assert_eq!(code(till.pay(dewi, &[(MethodKind::Cash, 100_000)]).await), "drawer.counted");
        assert_eq!(code(till.moves(MoveKind::PaidIn, 1).await), "drawer.counted");
        till.clinic.now("09:00");
        assert_eq!(code(till.pay(dewi, &[(MethodKind::Cash, 100_000)]).await), "drawer.counted");
        till.clinic.now("10:00");
        let owed = Decided { booking: dewi, decision: Decision::Carried, note: "nanti".to_owned() };
        let close = CloseDrawer { unfinished: vec![owed], ..closing("") };
        assert_eq!(till.sari().act_as(close, own()).await.unwrap().difference, Money(0));
    }

    async fn whoever_counts_finds_the_figure_nowhere(lab: &Lab) {
        let till = Till::of(lab).await;
        // A report of hers is there to be opened.
        till.count(500_000).await.unwrap();
        let z = till.close("", own()).await.unwrap().z;
        till.open(500_000, "").await.unwrap();
        let mut paid = Vec::new();
        for (patient, treatment, time, cash) in [
            ("Budi Santoso", "Konsultasi dr.", "09:00", 142_900),
            ("Dewi Lestari", "Laser Acne", "10:00", 700_700),
        ] {
            let booking = till.visit(patient, treatment, time, true).await;
            till.pay(booking, &[(MethodKind::Card, 7_100), (MethodKind::Cash, cash)]).await.unwrap();
            paid.push(booking);
        }
        till.moves(MoveKind::PaidOut, 33_000).await.unwrap();
        // Taken in cash; with the float; what went taken off, with the float and without; received altogether.
        let secrets = ["843600", "1343600", "1310600", "810600", "857800"];
        let told = |said: &str| secrets.into_iter().find(|secret| said.contains(secret));
        let session = till.x().await.session;
        let who = till.sari().who().unwrap().account_id;
        let bill = till.sari().ask(loket::desk::bill::OpenBill { booking: paid[1] }).await.unwrap();
        let (patient, line, receipt) = (bill.patient, bill.lines[0].id, bill.payments[0].receipt_id);
        let treatment = till.clinic.treatment("Laser Acne").await;
        let day = "2026-11-20";
        let span = json!({"from": day, "to": day});
        let week = json!({"from": "2026-11-14", "to": day});
        let figures = Figure::ALL.iter().map(|figure| json!({"figure": figure, "from": day, "to": day}));
        let inputs = |act: &str| match act {
            "look_x" => vec![json!({}), json!({"session": session})],
            "open_day" => vec![json!({"day": day})],
            "count_days" | "list_expenses" => vec![span.clone()],
            "report" | "commissions" | "list_leaks" => vec![span.clone(), week.clone()],
            "explain" => figures.clone().collect(),
            "next_free" => vec![json!({"treatment": treatment})],
            "booking_terms" => vec![json!({"patient": patient, "treatment": treatment})],
            "open_visit" | "open_bill" => paid.iter().map(|booking| json!({"booking": booking})).collect(),
            "find_patients" => vec![json!({"text": "de"})],
            "open_patient" | "health_notes" | "patient_credit" | "patient_packages" => {
                vec![json!({"patient": patient})]
            }
            "open_receipt" => vec![json!({"receipt": receipt})],
            "line_shares" => vec![json!({"line": line})],
            "open_z" => vec![json!({"z": z})],
            "try_patients" | "try_treatments" => vec![json!({"csv": "nama"})],
            "show_user" => vec![json!({"user": who})],
            "list_trail" => vec![json!({}), json!({"of": session})],
            "as_it_was" => vec![json!({"at": "2026-11-20T03:30:00Z", "day": day})],
            _ => vec![json!({})],
        };
        let walk = async |desk: &Desk| {
            let mut answered = std::collections::BTreeSet::new();
            for act in ACTS.iter().filter(|act| !act.changes) {
                for input in inputs(act.name) {
                    let said = match (act.call)(desk.clone(), input.clone(), Asked::default()).await {
                        Ok(answer) => {
                            answered.insert(act.name);
                            answer.to_string()
                        }
                        Err(fault) => {
                            // Else nothing was asked, and nothing could be told.
                            let refusal = fault.refusal().unwrap();
                            let meant = refusal.code.starts_with("permission.") || refusal.code.ends_with(".counting");
                            assert!(meant || act.name.starts_with("try_"), "{}: {refusal:?}", act.name);
                            format!("{refusal:?}")
                        }
                    };
                    assert_eq!(told(&said), None, "{} {input}: {said}", act.name);
                }
            }
            answered
        };
        // As she is; and as one who may also read the numbers and the trail.
        let answered = walk(till.sari()).await;
        for act in ["open_z", "open_receipt", "look_x", "open_bill", "list_days"] {
            assert!(answered.contains(act), "{act} was never answered: {answered:?}");
        }
        for permission in [Permission::ReportSee, Permission::TrailSee, Permission::EventSee] {
            let reason = "kasir senior".to_owned();
            let give = GiveGrant { user: who, permission, effect: Effect::Allow, expires_at: None, reason };
            till.clinic.owner.act_as(give, pin(None, PASSWORD)).await.unwrap();
        }
        let trusted = till.again().await;
        let proof = own().approval.unwrap();
        let reads = trusted.sari().prove(&proof, Permission::ReportSee).await.unwrap();
        let answered = walk(&reads).await;
        for act in ["report", "list_leaks", "list_trail"] {
            assert!(answered.contains(act), "{act} was never answered: {answered:?}");
        }
        for refused in [
            trusted.moves(MoveKind::Drop, 9_000_000).await.unwrap_err(),
            trusted.sari().act_as(closing(""), own()).await.unwrap_err(),
        ] {
            let said = format!("{:?}", refused.refusal().unwrap());
            assert_eq!(told(&said), None, "{said}");
        }
        // The manager did not open it and may know: the same looks, and the same search finds it. Of her own drawer she
        // may not.
        let rani = trusted.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let look = ACTS.iter().find(|act| act.name == "look_x").unwrap();
        let said = (look.call)(rani.clone(), json!({"session": session}), Asked::default()).await.unwrap();
        assert!(told(&said.to_string()).is_some(), "{said}");
        assert_eq!(rani.ask(LookX { session: Some(session) }).await.unwrap().expected, Some(Money(1_310_600)));
        let owners = trusted.clinic.owner.ask(LookX { session: None }).await.unwrap();
        assert_eq!((owners.expected, owners.received, owners.cash), (None, None, None));
        // Nor may she of the owner's, though she will not count it.
        let till = trusted.again().await;
        let owners = till.sari().ask(LookX { session: Some(owners.session) }).await.unwrap();
        assert_eq!((owners.expected, owners.received, owners.cash), (None, None, None));
        till.count(1_310_600).await.unwrap();
        assert_eq!(till.x().await.difference, Some(Money(0)));
    }
}
