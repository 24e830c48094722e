//! What comes in, what stays out, and that a second run brings nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loket::desk::import::{
    Fate, ImportPatients, ImportReport, ImportTreatments, Ready, TryPatients, TryTreatments,
};
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::{Desk, Fault, Progress};
use loket::domain::permission::Permission;

use crate::support::clinic::Clinic;
use crate::support::{Lab, on_both};

/// As a spreadsheet in Indonesia saves it: a mark, semicolons, CRLF; one row of each kind.
const PATIENTS: &str = "\u{feff}Nama;No. HP;Tgl Lahir;Alamat;Alergi;Hobi\r\n\
    Maria Ulfa;0812-9000-1000;17/8/1990;\"Jl. Mawar 5; RT 02\";Alergi penisilin;catur\r\n\
    Siti Nurhaliza;+62 812 3456 7890;;;;\r\n\
    Anak Maria;0812 9000 1000;1/2/2018;;;\r\n\
    Maria;081290001000;;;;\r\n\
    MARIA  ULFA;6281290001000;;;;\r\n\
    =HYPERLINK(1);0812-9000-2000;;;;\r\n";

fn patients(csv: &str) -> ImportPatients {
    ImportPatients {
        csv: csv.to_owned(),
        file: "pasien.csv".to_owned(),
        skip_rejected: false,
        look_alikes: false,
        progress: Progress::default(),
        ready: Ready::default(),
    }
}

fn counts(report: &ImportReport) -> [usize; 6] {
    [report.rows, report.new, report.family, report.same, report.review, report.rejected]
}

fn code(fault: &Fault) -> &'static str {
    fault.refusal().map_or("fault", |refusal| refusal.code)
}

async fn names(desk: &Desk, text: &str) -> Vec<String> {
    let found = desk.ask(FindPatients { text: text.into() }).await.unwrap();
    found.into_iter().map(|row| row.name).collect()
}

on_both! {
    async fn a_table_of_another_program_comes_in_once(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let desk = &clinic.owner;
        let tried = desk.ask(TryPatients { csv: PATIENTS.into(), look_alikes: false }).await.unwrap();
        assert_eq!(counts(&tried), [6, 2, 1, 2, 1, 0]);
        assert_eq!(names(desk, "0812 9000 1000").await, [""; 0]);

        let done = desk.act(patients(PATIENTS)).await.unwrap();
        assert_eq!(done, tried);
        assert_eq!(done.ignored, ["Hobi"]);
        assert_eq!(names(desk, "0812 9000 1000").await, ["Anak Maria", "Maria Ulfa"]);
        assert_eq!(names(desk, "hyperlink").await, ["=HYPERLINK(1)"]);
        let found = desk.ask(FindPatients { text: "maria ulfa".into() }).await.unwrap();
        let card = desk.ask(OpenPatient { patient: found[0].id }).await.unwrap();
        assert_eq!(card.patient.address, "Jl. Mawar 5; RT 02");
        assert_eq!(card.patient.alerts, "Alergi penisilin");
        assert_eq!(card.patient.birth_date, Some("1990-08-17".parse().unwrap()));

        let again = desk.act(patients(PATIENTS)).await.unwrap();
        assert_eq!(counts(&again), [6, 0, 0, 5, 1, 0]);
        assert_eq!(names(desk, "maria").await.len(), 2);

        // A person has looked: the one called only Maria is somebody else.
        let looked = ImportPatients { look_alikes: true, ..patients(PATIENTS) };
        assert_eq!(counts(&desk.act(looked.clone()).await.unwrap()), [6, 0, 1, 5, 0, 0]);
        assert_eq!(counts(&desk.act(looked).await.unwrap()), [6, 0, 0, 6, 0, 0]);
    }

    async fn every_word_of_a_name_narrows_among_many_of_the_same(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let desk = &clinic.owner;
        let mut csv = "Nama;No. HP\r\n".to_owned();
        for nth in 0..80 {
            let third = if nth == 77 { "Ulfa " } else { "" };
            csv += &format!("Maria {third}Zahra;0812 9000 1{nth:03}\r\n");
        }
        desk.act(patients(&csv)).await.unwrap();
        assert_eq!(names(desk, "maria zahra").await.len(), 50);
        assert_eq!(names(desk, "maria ulfa zahra").await, ["Maria Ulfa Zahra"]);
    }

    async fn what_a_table_program_puts_before_a_number_is_no_part_of_it(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let csv = "name,phone\nPutra,'081234567001\nPutri,'+62 812-3456-7002\n'Aisyah,081234567003\n";
        assert_eq!(counts(&clinic.owner.act(patients(csv)).await.unwrap()), [3, 3, 0, 0, 0, 0]);
        assert_eq!(names(&clinic.owner, "0812 3456 7001").await, ["Putra"]);
        assert_eq!(names(&clinic.owner, "0812 3456 7003").await, ["'Aisyah"]);
    }

    async fn one_bad_row_refuses_the_file(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let mut csv = String::from("name,phone\n");
        for row in 1..=1000 {
            let phone = if row == 500 { "hubungi suami".to_owned() } else { format!("0813{row:08}") };
            csv.push_str(&format!("Pasien {row},{phone}\n"));
        }
        let fault = clinic.owner.act(patients(&csv)).await.unwrap_err();
        assert_eq!(code(&fault), "csv.rejected");
        assert_eq!(fault.refusal().unwrap().details_json()["line"], 501);
        assert_eq!(names(&clinic.owner, "pasien").await, [""; 0]);

        let tried = clinic.owner.ask(TryPatients { csv: csv.clone(), look_alikes: false }).await.unwrap();
        let line = tried.first_rejected().unwrap();
        assert_eq!((line.line, line.problem.as_ref().unwrap().code.as_str()), (501, "phone.chars"));

        let told = Arc::new(AtomicUsize::new(0));
        let teller = Arc::clone(&told);
        let progress = Progress::told_to(move |done, _| teller.store(done, Ordering::SeqCst));
        let skip = ImportPatients { skip_rejected: true, progress, ..patients(&csv) };
        assert_eq!(counts(&clinic.owner.act(skip).await.unwrap()), [1000, 999, 0, 0, 0, 1]);
        assert_eq!(told.load(Ordering::SeqCst), 999);
        assert_eq!(names(&clinic.owner, "0813 0000 0999").await, ["Pasien 999"]);
    }

    async fn a_price_list_comes_in_once(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let csv = "Layanan\tKategori\tDurasi\tHarga\tKode Antrean\tRuang\tTerapis\tPPN\n\
            Bekam\tTradisional\t45 menit\tRp 150.000\tb\tRoom 1\tRina / Tono\t11%\n\
            Facial Basic\tWajah\t45\t200rb\t\t\t\n\
            Totok Wajah\tWajah\t30\t135000\t\t\t\n\
            Pijat\tBadan\t10\t100000\t\t\t\n\
            Lulur\tBadan\t60\t250000\t\t\tBu Ani\n";
        let tried = clinic.owner.ask(TryTreatments { csv: csv.into() }).await.unwrap();
        assert_eq!(counts(&tried), [5, 1, 0, 1, 1, 2]);
        let why: Vec<&str> =
            tried.lines.iter().filter_map(|line| line.problem.as_ref()).map(|p| p.code.as_str()).collect();
        assert_eq!(why, ["duration.range", "import.staff"]);
        let import = ImportTreatments {
            csv: csv.into(),
            file: "harga.tsv".into(),
            skip_rejected: true,
            progress: Progress::default(),
        };
        assert_eq!(clinic.owner.act(import.clone()).await.unwrap(), tried);
        // The list on the counter knows it at once.
        let id = clinic.treatment("Bekam").await;
        let roster = clinic.owner.roster().await.unwrap();
        let row = roster.treatment(id).unwrap();
        assert_eq!((row.minutes, row.price.0, row.queue_prefix.as_str()), (45, 150_000, "B"));
        assert_eq!((row.tax_mode, row.tax_bp), (loket::domain::bill::TaxMode::Exclusive, 1_100));
        assert_eq!(roster.can(id).len(), 2);
        let again = clinic.owner.act(import).await.unwrap();
        assert_eq!(counts(&again), [5, 0, 0, 2, 1, 2]);
    }

    async fn a_group_is_spelled_as_it_is_already(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let known = clinic.owner.roster().await.unwrap().treatments[0].category.clone();
        let csv = format!(
            "Layanan,Kategori,Durasi,Harga\nBekam,{},45,150000\nLulur,Badan,60,250000\nPijat Baru,BADAN,60,250000\n",
            known.to_uppercase()
        );
        let import = ImportTreatments {
            csv, file: "harga.csv".into(), skip_rejected: false, progress: Progress::default(),
        };
        let done = clinic.owner.act(import).await.unwrap();
        // Without a column that says who, everybody gives them, and that is said.
        assert_eq!((done.new, done.by_everybody), (3, 3));
        let roster = clinic.owner.roster().await.unwrap();
        let group = |name: &str| {
            let row = roster.treatments.iter().find(|row| row.name == name);
            row.map(|row| row.category.clone()).unwrap_or_default()
        };
        assert_eq!([group("Bekam"), group("Lulur"), group("Pijat Baru")], [known.as_str(), "Badan", "Badan"]);
    }

    async fn who_may_not_import_does_not(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let fault = clinic.desk.act(patients(PATIENTS)).await.unwrap_err();
        assert_eq!(code(&fault), "permission.denied");
        let fault = clinic.desk.ask(TryPatients { csv: PATIENTS.into(), look_alikes: false }).await.unwrap_err();
        assert_eq!(code(&fault), "permission.denied");
        assert_eq!(fault.refusal().unwrap().details_json()["permission"], Permission::PatientImport.as_str());
    }

    async fn two_counters_with_one_file_bring_it_once(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        let (one, two) =
            tokio::join!(clinic.owner.act(patients(PATIENTS)), clinic.owner.act(patients(PATIENTS)));
        let mut incoming = [one.unwrap().incoming(), two.unwrap().incoming()];
        incoming.sort_unstable();
        assert_eq!(incoming, [0, 3]);
        assert!(names(&clinic.owner, "maria").await.len() == 2);
    }
}

#[test]
fn every_row_that_is_not_new_is_in_the_report() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let tried = clinic.owner.ask(TryPatients { csv: PATIENTS.into(), look_alikes: false }).await.unwrap();
        let lines: Vec<_> = tried
            .lines
            .iter()
            .map(|line| (line.line, line.fate, line.like.as_deref(), line.like_line))
            .collect();
        assert_eq!(
            lines,
            [
                (3, Fate::Same, Some("Siti Nurhaliza"), None),
                (4, Fate::Family, Some("Maria Ulfa"), Some(2)),
                (5, Fate::Review, Some("Maria Ulfa"), Some(2)),
                (6, Fate::Same, Some("Maria Ulfa"), Some(2)),
            ]
        );
    });
}
