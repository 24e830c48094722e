//! Whom somebody read of, beside lists and cards: in what refuses them, in what an import is compared with; and that what
//! was read is written down at once.

use loket::desk::health_note::HealthNotes;
use loket::desk::import::{ImportPatients, Ready, TryPatients, TryTreatments};
use loket::desk::patient::{OpenPatient, PatientForm, RegisterPatient};
use loket::desk::{Asked, Done, Progress};
use loket::domain::event::EventKind;
use loket::domain::id::PatientId;
use loket::store::On;

use crate::clinic::{House, at, code};
use crate::merge::merging;
use crate::people::events;
use crate::support::{Lab, on_both};

/// How many patients are written down as read this way.
async fn counted(lab: &Lab, what: &str) -> i64 {
    let text = "SELECT COUNT(*) FROM throttle WHERE subject LIKE $1";
    let (rows,): (i64,) = On::from(&lab.db).one(text, (format!("{what}:%"),)).await.unwrap();
    rows
}

fn form(name: &str, phone: &str, born: &str) -> PatientForm {
    let phones = if phone.is_empty() { Vec::new() } else { vec![phone.to_owned()] };
    PatientForm { name: name.to_owned(), phones, birth_date: born.to_owned(), ..PatientForm::default() }
}

async fn somebody(house: &House, name: &str, phone: &str, born: &str) -> PatientId {
    let register = RegisterPatient { form: form(name, phone, born), somebody_else: true };
    house.desk.act(register).await.unwrap().id
}

fn table(names: &[String]) -> String {
    format!("Nama,Alamat\n{},\n", names.join(",\n"))
}

/// Imports these, who are nobody's namesakes.
async fn imports(house: &House, names: &[String]) {
    let (file, progress) = ("pasien.csv".to_owned(), Progress::default());
    let import = ImportPatients {
        csv: table(names),
        file,
        skip_rejected: false,
        look_alikes: true,
        progress,
        ready: Ready::default(),
    };
    assert_eq!(house.desk.act(import).await.unwrap().new, names.len());
}

on_both! {
    async fn whoever_is_named_by_a_refusal_is_counted(lab: &Lab) {
        let house = House::of(lab).await;
        let mut patients = Vec::new();
        for (name, born) in [
            ("Budi Santoso", ""), ("Cici Amalia", ""), ("Dedi Kurnia", "1/2/1990"), ("Eka Putri", "3/4/1991"),
            ("Fitri Handayani", ""), ("Gita Puspita", ""), ("Hana Lestari", ""),
        ] {
            let phone = format!("0812-7000-10{:02}", patients.len());
            patients.push(somebody(&house, name, &phone, born).await);
        }
        let [budi, cici, dedi, eka, fitri, gita, hana] = patients[..] else { unreachable!() };
        house.book(gita, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap();
        house.merge(budi, hana).await.unwrap();
        let steps: [(&str, i64, i64, Done<()>); 6] = [
            // Who would sign reads whose it is, and so does whoever asks only to read that.
            ("permission.pin", 1, counted(lab, "listed").await, house.desk.act(merging(cici, fitri)).await.map(|_| ())),
            ("patient.merge_born", 2, counted(lab, "listed").await, house.desk.act(merging(dedi, eka)).await.map(|_| ())),
            (
                "patient.look_alike", 1, counted(lab, "listed").await,
                house.desk.act(RegisterPatient { form: form("Fitri Handayani", "0812-7000-1004", ""), somebody_else: false }).await.map(|_| ()),
            ),
            (
                "booking.staff_taken", 1, counted(lab, "listed").await,
                house.book(fitri, "Facial Basic", Some("Rina"), at(15, 0)).await.map(|_| ()),
            ),
            ("patient.merged", 1, counted(lab, "listed").await, house.desk.ask(HealthNotes { patient: hana }).await.map(|_| ())),
            ("patient.merge_same", 0, counted(lab, "listed").await, house.desk.act(merging(cici, cici)).await.map(|_| ())),
        ];
        let mut after: Vec<i64> = steps.iter().skip(1).map(|(_, _, before, _)| *before).collect();
        after.push(counted(lab, "listed").await);
        for ((wanted, named, before, done), after) in steps.into_iter().zip(after) {
            assert_eq!((code(done), after - before), (wanted, named));
        }
        assert!(house.desk.ask(OpenPatient { patient: gita }).await.is_ok());
    }

    async fn whoever_is_on_file_like_a_row_of_a_table_is_counted(lab: &Lab) {
        let house = House::of(lab).await;
        let names: Vec<String> = ["Budi Santoso", "Cici Amalia", "Dedi Kurnia"].map(str::to_owned).into();
        imports(&house, &names).await;
        assert_eq!(counted(lab, "listed").await, 0, "whom somebody brings along they knew");
        let csv = format!("{}Budi Santoso,\nEka Putri,\nEka Putri,\n", table(&names));
        let tried = house.desk.ask(TryPatients { csv: csv.clone(), look_alikes: false }).await.unwrap();
        assert_eq!((tried.same, tried.new), (5, 1));
        assert_eq!(counted(lab, "listed").await, 3);
        let import = |csv| ImportPatients {
            csv, file: String::new(), skip_rejected: false, look_alikes: false, progress: Progress::default(), ready: Ready::default(),
        };
        assert_eq!(house.desk.act(import(csv)).await.unwrap().new, 1);
        assert_eq!(counted(lab, "listed").await, 3);
        assert_eq!(house.desk.act(import(table(&["Eka Putri".to_owned()]))).await.unwrap().same, 1);
        assert_eq!(counted(lab, "listed").await, 4);
        // A treatment is nobody.
        let csv = "Nama,Menit,Harga\nFacial Basic,60,1000\n".to_owned();
        assert_eq!(house.desk.ask(TryTreatments { csv }).await.unwrap().review, 1);
        assert_eq!(counted(lab, "listed").await, 4);
    }

    async fn a_table_that_comes_in_again_with_its_numbers_reads_nobody(lab: &Lab) {
        let house = House::of(lab).await;
        let row = |nth: usize| format!("Orang {}{nth},0812{nth:08}\n", char::from(b'a' + u8::try_from(nth % 26).unwrap()));
        let csv = format!("Nama,HP\n{}", (0..700).map(row).collect::<String>());
        let import = || ImportPatients {
            csv: csv.clone(), file: String::new(), skip_rejected: false, look_alikes: false, progress: Progress::default(), ready: Ready::default(),
        };
        assert_eq!(house.desk.act(import()).await.unwrap().new, 700);
        let tried = house.desk.ask(TryPatients { csv: csv.clone(), look_alikes: false }).await.unwrap();
        assert_eq!(tried.same, 700);
        assert_eq!(house.desk.act(import()).await.unwrap().same, 700);
        assert_eq!((counted(lab, "listed").await, events(&house.desk, EventKind::ManyRead).await), (0, 0));
        // Another name on a number tells whose it is.
        let guessed = csv.replace("Orang", "Entah");
        let tried = house.desk.ask(TryPatients { csv: guessed, look_alikes: false }).await.unwrap();
        assert_eq!((tried.same, events(&house.desk, EventKind::ManyRead).await), (0, 1));
    }

    async fn trying_a_table_of_every_name_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        let letters = || (b'a'..=b'z').map(char::from);
        let names: Vec<String> =
            letters().flat_map(|one| letters().map(move |two| format!("Orang {one}{two}{one}"))).collect();
        imports(&house, &names).await;
        let csv = table(&names);
        house.desk.ask(TryPatients { csv, look_alikes: false }).await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
    }

    async fn a_card_opened_at_a_desk_is_written_down_at_once(lab: &Lab) {
        let house = House::of(lab).await;
        let mut patients = Vec::new();
        for (nth, name) in ["Budi Santoso", "Cici Amalia", "Dedi Kurnia"].into_iter().enumerate() {
            patients.push(house.patient(name, &format!("0812-7000-10{nth:02}")).await);
        }
        let desk = house.another(lab, "Counter 2").await;
        desk.by_hand();
        for (nth, patient) in (1..).zip(patients) {
            desk.ask(OpenPatient { patient }).await.unwrap();
            // Nobody leaves: it is written down while they read.
            desk.at_rest().await;
            assert_eq!(counted(lab, "opened").await, nth);
            desk.act_as(merging(patient, patient), Asked::default()).await.unwrap_err();
        }
    }
}
