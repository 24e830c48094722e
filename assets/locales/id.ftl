### words

# board
board-called = Dipanggil sekarang
board-nobody = Silakan tunggu sampai nomor Anda dipanggil.
board-next = Berikutnya: { $numbers }
board-wait = menunggu sekitar { $minutes } menit

# payment
payment-method = Cara bayar
    .help = Kiri dan kanan, atau huruf pertamanya, untuk memilih.
payment-amount = Diterima
    .help = Uang yang diterima: 600rb, 1,5jt, 250.000. Kosong atau = berarti uang pas. Saat kosong, kiri dan kanan memilih cara bayar.
payment-reference = Referensi
    .help = Nomor di struk atau aplikasi; tidak perlu untuk tunai.
payment-bill = tagihan
payment-total = Total
payment-paid = Sudah dibayar
payment-to_pay = Sisa tagihan
payment-discounted = Diskon
payment-waiting = belum dicek
payment-was_failed = gagal
payment-exact = Enter menerima { $amount }.
payment-rounded = Pembulatan { $amount }
payment-still_due = Masih kurang { $amount }
payment-change = Kembalian { $amount }
payment-qris = Cek aplikasi QRIS sebelum menandainya masuk.
payment-nothing_due = Tidak ada yang perlu dibayar.
payment-covers_all = Ini sudah menutup semuanya: tekan Enter.
payment-take_off = Hapus dari tagihan: { $line }
payment-taken_off = Dihapus dari tagihan.
payment-verify_question = Apakah { $amount } sudah masuk? Cek di aplikasi QRIS atau rekening, bukan di layar pasien.
payment-verify_yes = Sudah masuk
payment-verified = Sudah dicek masuk.
payment-fail_why = { $amount } tidak masuk
payment-failed = Ditandai gagal; jumlahnya harus dibayar lagi.
discount-how_much = Diskon
    .help = Persen atau jumlah: 10%, 12,5%, 25rb.
discount-reason = Alasan
    .help = Wajib bila di atas batas klinik; tertulis di tagihan.
discount-given = Diskon sudah masuk tagihan.
line-description = Apa
    .help = Layanan dari daftar (tombol bawah membukanya), atau nama apa pun.
line-quantity = Jumlah
    .help = 1 sampai 999.
line-price = Harga satuan
    .help = 125rb, 1,5jt, 250.000; layanan memakai harganya sendiri.
line-added = Ditambahkan ke tagihan.
receipt-taken = Pembayaran diterima
receipt-verify = QRIS belum dicek: lihat aplikasi QRIS.
unpaid-time = Jam
unpaid-patient = Pasien
unpaid-treatment = Layanan
unpaid-status = Status
unpaid-total = Total
unpaid-due = Sisa
unpaid-to_verify = cek
unpaid-none = Semua yang datang hari ini sudah membayar.
unpaid-count = { $count } belum lunas
unpaid-waiting = { $count } belum dicek

# walk-in
number-soon = Segera mendapat giliran
walk_in-patient = Pasien
    .help = Nomor telepon dalam bentuk apa pun, angka terakhirnya, atau nama. Tidak ditemukan: Enter mendaftarkan.
walk_in-name = Nama
    .help = Nama pasien baru.
walk_in-phone = Telepon
    .help = Nomor pasien baru, dalam bentuk apa pun; boleh kosong.
walk_in-treatment = Layanan
    .help = Boleh kosong; tombol bawah membuka daftar.
walk_in-staff = Petugas
    .help = Hanya bila pasien meminta petugas tertentu; tombol bawah membuka daftar.
walk_in-urgent = Darurat
    .help = Didahulukan dari semua yang tidak darurat.
walk_in-new = + Pasien baru: { $typed }
walk_in-type = Ketik nomor telepon atau nama.
walk_in-enter = Enter memberi nomor. Tab: layanan dan petugas, bila sudah diketahui.
walk_in-look_alike = Apakah ini orang yang sama?
walk_in-same_person = Ya, ini { $name }
walk_in-somebody_else = Bukan, daftarkan orang lain
walk_in-has_booking = Ada janji hari ini
walk_in-arrive = Tandai janji itu sudah datang
walk_in-number_all_the_same = Tetap beri nomor tanpa janji
number-ahead = { $count -> 
    [0] Tidak ada antrean di depan
   *[other] { $count } orang di depan
  }
number-about = Menunggu sekitar { $minutes } menit
number-unknown = Waktu tunggu: –
app-file_saved = Tersimpan: { $path }

# queue
queue-number = No.
queue-patient = Pasien
queue-treatment = Layanan
queue-staff = Petugas
queue-due = Janji
queue-waited = Tunggu
queue-state = Status
queue-count = { $count } menunggu
queue-longest = terlama { $time }
queue-average = rata-rata { $time }
queue-empty = Tidak ada yang menunggu. F3 memberi nomor.
queue-nobody = Antrean kosong.
queue-no_visit = Belum ada tagihan: tagihan dibuat saat layanan dimulai.
queue-any = bebas
queue-anybody = Siapa saja
queue-whoever_is_free = Siapa yang kosong
queue-soon = segera
queue-minutes = { $minutes }m
queue-hours = { $hours }j{ $minutes }
queue-next = berikutnya
queue-waiting = menunggu
queue-overdue = telat { $time }
queue-called = { $calls -> 
    [1] dipanggil
   *[other] { $calls }× dipanggil
  }, { $to }
queue-serving = dilayani
queue-away = ditunda
queue-not_come = tidak datang
queue-done = selesai
queue-gone = pulang
queue-transfer_to = Alihkan kepada
queue-which_treatment = Layanan apa?
queue-who_treats = Siapa yang melayani?
queue-leave_question = { $patient } ({ $ticket }) pulang tanpa dilayani?
queue-leave_yes = Pulang
queue-alerts_question = { $patient }: { $alerts }
queue-alerts_yes = Sudah dibaca, mulai
queue-called_now = { $ticket } dipanggil ke { $to }.
queue-missed_now = { $ticket } tidak datang setelah { $calls } panggilan. r mengembalikannya ke antrean.
queue-finished = { $ticket } selesai. p menerima pembayaran, u membatalkan.
queue-served = { $patient } ({ $ticket }) mulai dilayani.
queue-parked = { $ticket } ditunda sebentar; nomornya tetap.
queue-put_back = { $ticket } kembali ke antrean.
queue-missed = { $ticket } tidak datang.
queue-transferred = { $ticket } sekarang menunggu petugas lain.
queue-urgent_now = { $ticket } didahulukan.
queue-in_turn_now = { $ticket } menunggu giliran lagi.
queue-left = { $ticket } pulang.
queue-undone = Dibatalkan: { $ticket }.

# what was read with a doubt
warning-text-marks = Tanda yang tidak terlihat sudah dibuang. Periksa lagi hasilnya.
warning-note-nik = Ini mirip NIK. Tempatnya di kolom identitas, yang ditampilkan tersamar.
warning-note-secret = Ini mirip kunci rahasia. Simpan sekali lagi bila memang harus disimpan.

# faults: what happened, whether anything was saved, what to do
fault-refused = Ini ditolak.
fault-busy = Konter lain sedang menyimpan. Di sini belum ada yang berubah; coba lagi.
fault-unreachable = Basis data tidak tersambung. Belum ada yang berubah; coba lagi, atau periksa jaringannya.
fault-login = Basis data menolak nama pengguna atau kata sandi dari pengaturan. Belum ada yang berubah.
fault-full = Disk penuh. Belum ada yang berubah; kosongkan sebagian, lalu coba lagi.
fault-read_only = Data hanya boleh dibaca, jadi belum ada yang berubah. Periksa izin folder data.
fault-damaged = Berkas data rusak. Berhentilah memakainya dan pulihkan cadangan terakhir.
fault-moved = Berkas data dipindah atau diganti saat sedang dipakai. Tidak ada lagi yang disimpan; tutup loket lalu jalankan kembali.
fault-unknown = Sambungan terputus saat menyimpan, jadi belum pasti tersimpan atau tidak. Ulangi hal yang sama: tidak akan tercatat dua kali.
fault-newer = Data ini dibuat oleh loket yang lebih baru. Perbarui loket di komputer ini.
fault-older = Data ini dibuat oleh loket yang lebih lama. Pengelola server memperbaruinya: loket postgres setup --run.
fault-not_set_up = Basis data ini belum disiapkan untuk loket. Pengelola server menyiapkannya: loket postgres setup.
fault-mighty = Login di pengaturan dapat melihat semua klinik dan mengubah buku kas, jadi tidak dipakai untuk bekerja. Buat login khusus klinik dengan loket postgres setup, lalu sebutkan itu di pengaturan.
fault-denied = Basis data tidak mengizinkan login ini melakukannya. Belum ada yang berubah. Pengelola server dapat membetulkan haknya: loket postgres setup --run.
fault-foreign = Berkas data itu milik program lain. Sebutkan berkas lain di pengaturan.
fault-network_disk = Folder data berada di disk jaringan, sehingga berkasnya bisa rusak. Pakai folder di komputer ini, atau Postgres untuk beberapa konter.
fault-broken = loket membuat kesalahan. Belum ada yang berubah. Keterangannya ada di log.

# dates
date-weekdays = Sen Sel Rab Kam Jum Sab Min
date-months = Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des
date-months-long = Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember

# the engine
app-small = Terminal { $width }x{ $height }. loket perlu { $least_width }x{ $least_height }. Perbesar jendelanya.
app-working = memproses… Ctrl+C untuk melepas
app-still_saving = Masih menyimpan. Tidak bisa dihentikan di tengah jalan.
app-not_saved = Belum tersimpan. Ada yang salah di dalam loket; coba lagi.
app-not_read = Tidak terbaca. Ada yang salah di dalam loket; coba lagi.
app-broke = Ada yang rusak di layar itu. Yang sudah tersimpan tetap aman; ketikan di sana hilang.
app-unsaved_question = Yang Anda ketik belum disimpan. Tinggalkan?
app-unsaved_yes = Tinggalkan tanpa menyimpan
app-quit_question = Keluar dari loket?
app-quit_unsaved = Yang Anda ketik belum disimpan. Tetap keluar dari loket?
app-quit_yes = Keluar
app-paste_cut = Tempelan terpotong. Tidak ada yang ditempel.
app-paste_long = Terlalu panjang untuk ditempel di sini.
app-paste_nowhere = Tidak ada kolom isian untuk tempelan ini.

# dialogs
confirm-keep = Tetap di sini
help-search = Cari
pick-none = Tidak ada yang cocok.
palette-count = { $found } dari { $all } perintah

# filter
day-title_short = { $day } · { $booked } janji
day-title_filter = { $day } · /{ $filter } · { $found }
day-filter_by = Hanya
    .help = Sebagian nama, perawatan, atau nomor: hanya baris yang memuatnya yang tampil. Kosong menampilkan semua.

# one visit
visit-patient = Pasien
visit-alerts = Perhatian
visit-time = Jam
visit-reason = Alasan
visit-overbook = Bertumpuk
visit-source = Lewat
visit-note = Catatan
visit-bill = Tagihan
visit-sums = { $state } · { $total } · dibayar { $paid } · sisa { $due }
visit-late = · mendadak
visit-history = Riwayat
visit-back_to = diurungkan, kembali ke { $status }
visit-ended = Kunjungan ini sudah berakhir. Urungkan tahap terakhir dengan u untuk mengubahnya.
visit-pick_treatment = Perawatan apa?
visit-pick_staff = Siapa yang menangani?
visit-assigned = Diubah: { $name }
visit-noted = Dicatat: { $name }
source-phone = telepon
source-whatsapp = WhatsApp
source-walk_in = datang langsung
source-online = daring
source-desk = di loket
source-rebook = janji ulang
bill-unpaid = belum dibayar
bill-deposit = uang muka
bill-partial = dibayar sebagian
bill-paid = lunas
bill-refunded = dikembalikan

# booking
day-not_pending = Hanya janji yang belum dimulai yang bisa dipindah.
day-moved_to = Dipindah: { $name } · { $at } · { $staff } · u urungkan
moving-title = { $day } · memindah { $name } dari { $from }
booking-patient = Pasien
    .help = Nomor telepon ditulis bagaimana pun, angka terakhirnya, atau nama. Enter mengambil yang ditandai; bila tidak ada, Enter mendaftarkan.
booking-source = Lewat
    .help = Cara pasien membuat janji: panah atau huruf pertamanya. Janji berikutnya mulai dengan yang sama.
booking-treatment = Perawatan
    .help = Ketik sebagian namanya; Enter mengambil yang ditandai.
booking-staff = Petugas
    .help = Siapa saja, atau ketik namanya; Enter mengambil yang ditandai.
booking-time = Kapan
    .help = Ketik besok 14.30, +1d 9, sen 9, atau harinya saja; atau ambil jam kosong dengan panah dan Enter.
booking-note = Catatan
    .help = Yang perlu diketahui petugas. Boleh kosong.
booking-anyone = siapa saja
booking-type_patient = Ketik nomor telepon atau nama.
booking-new_patient = Belum terdaftar: Enter mendaftarkan pasien baru.
booking-free = Jam kosong
booking-nearest = Jam kosong terdekat
booking-no_free = Tidak ada jam kosong.
booking-move_title = Waktu lain untuk { $name }
booking-again_title = Janji lagi untuk { $name }
booking-made = Tercatat: { $name } · { $at } · { $staff }
booking-moved = Dipindah: { $name } · { $at } · { $staff }
aside-offer = { $said } { $key }: { $does }
approve-why = Alasan
    .help = Satu baris yang tersimpan di catatan perubahan.
approve-who = Pengguna
    .help = Pemilik PIN.
approve-pin = PIN
    .help = Enam angka.

# the day
day-title = { $day } · { $booked } janji{ $done ->
    [0] {""}
   *[other] {" "}· { $done } selesai
  }{ $late ->
    [0] {""}
   *[other] {" "}· { $late } telat
  }{ $waiting ->
    [0] {""}
   *[other] {" "}· { $waiting } menunggu
  }{ $off ->
    [0] {""}
   *[other] {" "}· { $off } batal (X)
  }
day-time = Jam
day-patient = Pasien
day-ticket = No
day-treatment = Perawatan
day-staff = Petugas
day-status = Status
day-paid = Bayar
day-phone = Telepon
day-minutes = Mnt
day-empty = Belum ada janji pada hari ini.
day-nobody = Tidak ada yang bertugas pada hari ini.
day-none = Kursor tidak berada pada janji.
day-is_done = Kunjungan ini sudah selesai. Tekan p untuk pembayaran, atau u untuk mengurungkan.
day-is_off = Kunjungan ini batal. Buat janji lagi dengan b, atau urungkan dengan u.
day-late = telat
day-queue = Antrean
day-queue_waiting = Antrean · { $waiting } menunggu
day-selected = Terpilih
day-bookings = jml
day-money = { $total } · dibayar { $paid }
day-fresh = * baru pertama kali di sini
day-moved = ~ pernah dipindah
day-overbook = + bertumpuk dengan janji lain
day-arrived = Datang: { $name } · u urungkan
day-started = Mulai dilayani: { $name } · u urungkan
day-finished = Selesai: { $name } · p bayar · u urungkan
day-confirmed = Dipastikan: { $name } · u urungkan
day-missed = Tidak datang: { $name } · u urungkan
day-cancelled = Dibatalkan: { $name } · u urungkan
day-left = Pulang: { $name } · u urungkan
day-undone = Diurungkan: { $name }
day-called = { $ticket } dipanggil ke { $to }.
day-cancel_title = Batalkan { $time } { $treatment }, { $name }
day-leave_title = { $name } pulang sebelum selesai: { $time } { $treatment }
day-alerts = { $name }: { $alerts }
day-alerts_yes = Sudah dibaca, mulai
paid-paid = lunas
paid-partial = sisa
paid-deposit = DP
paid-unpaid = belum
paid-waiting = QRIS?
reason-by = Oleh
reason-why = Alasan
    .help = Satu baris yang tersimpan di buku janji: sakit, ganti hari, salah catat.
reason-patient = pasien
reason-clinic = klinik
jump-day = Hari
    .help = Hari seperti biasa disebut: t, besok, sen, +7, -1, 15, 15/3.

sheet-everywhere = Di semua layar
sheet-key = Tombol
sheet-does = Kegunaan

# what a role may do
permission-day-see = melihat hari
permission-queue-see = melihat antrean
permission-queue-run = memanggil antrean
permission-patient-find = mencari pasien
permission-patient-open = membuka data pasien
permission-patient-edit = mengubah data pasien
permission-patient-import = mengimpor pasien
permission-booking-make = membuat dan memindahkan janji
permission-booking-override = memaksakan jadwal
permission-booking-cancel = membatalkan janji
permission-visit-run = menjalankan kunjungan
permission-bill-see = melihat tagihan
permission-bill-edit = mengubah tagihan
permission-bill-discount_beyond = memberi diskon di atas batas
permission-payment-take = menerima pembayaran
permission-payment-void = membatalkan pembayaran
permission-payment-refund = mengembalikan uang
permission-payment-write_off = menghapus piutang
permission-deposit-waive = memutuskan lain soal uang muka
permission-drawer-see = melihat laci
permission-drawer-open = membuka sesi laci
permission-drawer-move = memasukkan atau mengeluarkan uang laci
permission-drawer-no_sale = membuka laci tanpa transaksi
permission-drawer-count = menghitung laci
permission-drawer-recount = menghitung ulang laci
permission-drawer-difference = menerima selisih laci
permission-drawer-expected = melihat isi laci seharusnya
permission-day-close = menutup hari
permission-day-reopen = membuka kembali hari yang ditutup
permission-expense-see = melihat pengeluaran
permission-expense-edit = mencatat pengeluaran
permission-report-see = melihat laporan
permission-package-edit = mengubah paket
permission-trail-see = melihat jejak dan memeriksanya
permission-receipt-print = mencetak struk
permission-staff-see = melihat staf
permission-staff-edit = mengubah staf
permission-treatment-see = melihat perawatan
permission-treatment-edit = mengubah perawatan
permission-clinic-see = melihat pengaturan
permission-clinic-edit = mengubah pengaturan

# command line
cli = Meja depan klinik, di terminal
cli-heading-usage = Pemakaian:
cli-heading-commands = Perintah
cli-heading-arguments = Argumen
cli-heading-options = Opsi
cli-heading-exits = Kode keluar:
cli-exit-0 = selesai
cli-exit-1 = kesalahan loket; keterangannya ada di log
cli-exit-2 = baris perintah atau masukannya tidak dapat dipahami
cli-exit-3 = pengaturan salah
cli-exit-4 = basis data tidak terjangkau atau tidak dapat dipakai
cli-exit-5 = ditolak aturan (jam terpakai, hari sudah ditutup, ganda)
cli-exit-6 = tidak diizinkan (kata sandi, peran, PIN)
cli-exit-7 = tidak ditemukan
cli-exit-8 = pemeriksaan menemukan selisih
cli-exit-130 = dihentikan
cli-arg-config = Baca pengaturan dari berkas ini
cli-arg-data = Simpan semua yang ditulis loket di folder ini
cli-arg-database = Pakai basis data ini: sqlite:PATH atau postgres://USER@HOST:PORT/NAMA
cli-arg-clinic = Bekerja untuk klinik ini, bila basis data memuat beberapa: nama singkatnya
cli-arg-lang = Berbahasa Indonesia (id) atau Inggris (en)
cli-arg-theme = Warna: terminal, dark, light, high-contrast, atau mono
cli-arg-help = Tampilkan bantuan ini
cli-arg-version = Tampilkan versinya
cli-wrong-unknown = Di sini tidak ada "{ $given }".
cli-wrong-missing = Ada yang kurang: { $argument }.
cli-wrong-conflict = { $argument } dan { $other } tidak dapat dipakai bersama.
cli-wrong-value = Nilai untuk { $argument } tidak dikenal.
cli-wrong-choice = Nilai untuk { $argument } tidak dikenal. Yang berlaku: { $valid }.
cli-wrong-utf8 = Baris perintah ini bukan teks UTF-8.
cli-wrong-other = Baris perintah ini tidak dapat dipahami.
cli-wrong-near = Maksud Anda { $near }?
cli-wrong-see = Selengkapnya: loket --help
cli-call = Lakukan satu tindakan: JSON masuk, JSON keluar
cli-call-arg-act = Nama tindakan; --list menampilkan semuanya
cli-call-arg-list = Tampilkan semua tindakan beserta skema masukan dan jawabannya
cli-call-arg-lines = Baca satu objek JSON per baris dan jawab masing-masing satu baris
cli-call-arg-user = Siapa yang melakukannya (atau isi LOKET_SESSION, dari loket login)
cli-call-arg-password_file = Kata sandi orang itu, dalam berkas dengan mode 0600
cli-call-arg-now = Atur jamnya; hanya pada salinan latihan
cli-init = Dirikan klinik tanpa tanya jawab (loket saja akan bertanya)
cli-init-arg-name = Nama klinik
cli-init-arg-slug = Nama singkatnya untuk berkas: huruf kecil, angka, tanda hubung
cli-init-arg-timezone = Zona waktunya, misalnya Asia/Jakarta
cli-init-arg-currency = Mata uangnya
cli-init-arg-decimals = Jumlah desimal yang dipakai
cli-init-arg-owner = Nama lengkap pemilik
cli-init-arg-username = Nama pengguna pemilik; jika kosong, nama depannya
cli-init-arg-password_file = Kata sandi pemilik, dalam berkas dengan mode 0600
cli-init-arg-pin_file = PIN pemilik 6 angka, dalam berkas dengan mode 0600
cli-init-arg-training = Salinan untuk belajar: ditandai di layar dan di struk
cli-init-arg-example = Mulai dengan contoh daftar harga, petugas, dan ruang
cli-init-done = { $clinic } sudah berdiri. Masuklah sebagai { $username }.
cli-demo = Coba loket di salinan latihan: klinik yang penuh orang
cli-demo-arg-patients = Berapa banyak pasiennya
cli-demo-arg-bookings = Berapa banyak janji temu, sebelum dan sesudah hari ini
cli-demo-arg-seed = Awal keacakan: angka yang sama membuat klinik yang sama
cli-demo-arg-fresh = Hapus salinan latihan dan buat yang baru
cli-demo-arg-no_start = Hanya membuatnya dan menyebutkan cara masuk
cli-demo-making = Menyiapkan klinik latihan…
cli-demo-made = Klinik latihan siap di { $place }.
cli-demo-quiet = Jam segini belum ada antrean. Untuk klinik baru di tengah hari kerjanya: loket demo --fresh
cli-demo-zone = Di Jakarta sedang malam, jadi klinik ini memakai jam { $zone }.
cli-demo-password = Kata sandi semua orang: { $password }
cli-demo-login = { $username }  PIN { $pin }  { $role }  { $name }
cli-demo-hint = Untuk latihan: siti di loket, hendra manajer, ratna pemilik, rina terapis. Kata sandi semua: { $password }. PIN siti: { $pin }.
role-owner = pemilik
role-manager = manajer
role-receptionist = resepsionis
role-therapist = terapis
role-auditor = auditor
cli-import = Impor pasien atau layanan dari berkas CSV program lain
cli-import-arg-what = patients (pasien) atau treatments (layanan)
cli-import-arg-file = Berkas CSV: kolom dikenali dari judulnya, dalam bahasa Indonesia atau Inggris
cli-import-arg-dry_run = Hanya laporkan apa yang akan terjadi; tidak mengubah apa pun
cli-import-arg-skip_rejected = Lewati baris yang tidak bisa dibaca, bukan menolak seluruh berkas
cli-import-arg-look_alikes = Pasien: masukkan yang mirip sebagai orang lain (lihat dulu laporannya)
cli-import-arg-report = Folder untuk laporan; jika kosong, folder berkas itu sendiri
cli-import-arg-user = Siapa yang melakukannya (atau isi LOKET_SESSION, dari loket login)
cli-import-arg-password_file = Kata sandi orang itu, dalam berkas dengan mode 0600
cli-import-arg-pin_file = PIN orang itu, dalam berkas dengan mode 0600, bila perannya memerlukannya
cli-import-tried = { $rows } baris di { $file }:
cli-import-new = baru
cli-import-family = keluarga di nomor yang sudah dikenal
cli-import-same = sudah ada
cli-import-review = perlu dilihat (tidak dimasukkan)
cli-import-rejected = tidak bisa dibaca
cli-import-ignored = Kolom yang dilewati: { $columns }
cli-import-row = baris { $line }: { $name }
cli-import-like = mirip { $like }
cli-import-like_line = mirip baris { $line }: { $like }
cli-import-more = dan { $count } lagi di laporan
cli-import-report = Laporan: { $path }
cli-import-dry = Tidak ada yang diubah.
cli-import-done = { $count ->
   *[other] { $count } baris diimpor.
  }
cli-import-column-line = baris
cli-import-column-fate = hasil
cli-import-column-name = nama
cli-import-column-like = mirip
cli-import-column-like_line = mirip baris
cli-import-column-reason = alasan
cli-board = Tampilkan nomor yang dipanggil untuk ruang tunggu
cli-board-arg-bell = Bunyikan bel terminal untuk setiap panggilan baru
cli-keys = Cetak semua tombol dan gunanya
cli-login = Buka sesi untuk skrip dan tampilkan tokennya untuk LOKET_SESSION
cli-login-arg-user = Siapa yang masuk
cli-login-arg-password_file = Kata sandi, dalam berkas dengan mode 0600; jika tidak ada, akan ditanyakan
cli-logout = Akhiri sesi di LOKET_SESSION
cli-password = Kata sandi:
cli-config = Lihat pengaturan
cli-config-path = Tampilkan berkas yang dibaca dan tempat penyimpanannya
cli-config-check = Periksa apakah pengaturannya benar
cli-config-sound = Pengaturannya benar ({ $file }).
cli-config-file = pengaturan
cli-config-data = data
cli-config-log = log
cli-config-database = basis data

# login and lock
login-username = Nama pengguna
login-password = Kata sandi
login-hint = F12 mengganti bahasa
locked-pin = PIN/kata sandi
locked-hint = Dikunci oleh { $name }. Yang sudah diketik tetap ada.
clinic-training = LATIHAN
clinic-training_long = LATIHAN: semua di sini hanya contoh.

answer-no = tidak
answer-yes = ya

# states of a booking
status-booked = belum pasti
status-confirmed = terjadwal
status-arrived = datang
status-in_service = dilayani
status-done = selesai
status-no_show = tidak datang
status-cancelled = batal
status-left = pulang

# patients
patients-search = Telepon atau nama
    .help = Nomor dengan ejaan apa saja, angka terakhirnya, atau bagian nama. Contoh: 0812 34, 7890, dew les.
patients-phone = Telepon
patients-name = Nama
patients-alerts = Peringatan
patients-hint = Ketik nomor dengan ejaan apa saja, angka terakhirnya, atau bagian nama.
patients-none = Tidak ditemukan. Enter mendaftarkan pasien baru dengan { $typed }.
patients-count = Pasien · { $count } ditemukan
patients-many = Pasien · { $count } pertama; ketik lagi
patients-nobody = Cari pasien dahulu.
patients-type = Ketik nomor atau nama dahulu.

# one patient
patient-name = Nama
patient-phone = Telepon
    .help = Seperti diucapkan: 0812…, +62 812…, +65 … Kosongkan bila tidak ada.
patient-phone2 = Telepon lain
patient-born = Tgl lahir
    .help = Tanggal, bulan, tahun. Contoh: 17/8/1990, 17 agu 90, 17081990.
patient-alerts = Peringatan
    .help = Alergi dan semua yang harus diketahui sebelum mulai. Tampil di setiap layar pasien ini.
patient-notes = Catatan
patient-address = Alamat
patient-email = Email
patient-reminders = Pengingat
    .help = Apakah pasien setuju diingatkan.
patient-age = { $day } ({ $years } th)
patient-reminded = mau diingatkan
patient-not_reminded = tanpa pengingat
patient-visits = { $count } kunjungan
patient-last = terakhir { $day }
patient-no_shows = { $count } kali tidak datang
patient-favourite = paling sering dengan { $staff } ({ $count })
patient-owes = Belum dibayar { $amount }
patient-credit = Punya simpanan { $amount }
patient-family = Di nomor yang sama
patient-family_is = Di nomor yang sama: { $names }
patient-family_on = Sudah ada di nomor ini: { $names }
patient-no_visits = Belum ada kunjungan.
patient-edit_title = Ubah pasien
patient-saved = { $name } tersimpan.
look_alike-question = Apakah orangnya sama?
look_alike-same = ya: buka kartunya
look_alike-else = Orang lain
look_alike-register = daftarkan juga
visit-when = Kapan
visit-treatment = Perawatan
visit-staff = Petugas
visit-status = Status
visit-total = Total
visit-open = Sisa

# the first start
first-name = Klinik
    .help = Nama klinik, seperti tertulis di struk.
first-slug = Nama singkat
    .help = Huruf kecil, angka, dan tanda hubung; dipakai untuk nama berkas. Tidak bisa diubah nanti.
first-timezone = Zona waktu
    .help = Zona jam klinik; hari kerja mengikutinya. Panah bawah membuka daftar.
first-currency = Mata uang
    .help = Tiga huruf besar: IDR. Tidak bisa diubah nanti.
first-decimals = Desimal
    .help = Berapa angka di belakang koma: 0 untuk rupiah. Tidak bisa diubah nanti.
first-language = Bahasa
    .help = Bahasa struk dan bahasa awal setiap pengguna.
first-owner = Pemilik
    .help = Nama lengkap pemilik.
first-again = Ulangi
first-pin = PIN
    .help = Enam angka, bukan tanggal dan bukan pola. Dipakai untuk menyetujui hal penting.
first-begin = Mulai dengan
    .help = Contoh berisi petugas, ruang, dan daftar harga yang bisa diubah atau dimatikan nanti.
first-own = data sendiri
first-example = contoh
first-clock = di sana pukul { $at }
language-english = English
language-indonesian = Bahasa Indonesia

# staff
staff-name = Nama
staff-title = Jabatan
staff-skills = Keahlian
staff-hours = Jam kerja
staff-week = Jadwal
    .help = Seperti diucapkan: sen-jum 9-17, istirahat 12-13; sab 9-13. Kosong: tidak bekerja.
staff-break = istirahat
staff-treatments = Perawatan
    .help = Perawatan yang dikerjakan, dipisah titik koma. Panah bawah membuka daftar; Spasi memilih.
staff-room = Ruang
    .help = Ruang kerja petugas ini. Panah bawah membuka daftar.
staff-active = Masih bekerja
    .help = Yang sudah keluar tetap ada di catatan, tetapi tidak ditawarkan lagi.
staff-on = Petugas · { $day }
staff-off = libur
staff-inactive = sudah keluar
staff-away = cuti: { $reason }
staff-nobody = Belum ada petugas. a menambah petugas.
staff-edit_title = Petugas
staff-new_title = Petugas baru
staff-saved = { $name } tersimpan.

# leave
leave-from = Dari
    .help = Hari atau waktu: besok, sen, 24/12, t 13. Hari saja berarti sepanjang hari.
leave-until = Sampai
    .help = Hari terakhir, atau waktu. Kosong: hari yang sama.
leave-reason = Alasan
leave-of = Cuti · { $name }
leave-none = Tidak ada cuti. a menambah cuti.
leave-added = Cuti tersimpan. Tidak ada janji pada waktu itu.
leave-added_over = Cuti tersimpan. Ada { $count } janji pada waktu itu: pindahkan atau batalkan.
leave-cancel_question = Batalkan cuti { $name } mulai { $from }?
leave-cancel_yes = Batalkan cuti
leave-cancelled = Cuti dibatalkan.
affected-count = Janji selama cuti · { $count } perlu diselesaikan
affected-none = Tidak ada lagi yang perlu diselesaikan.

# treatments and rooms
treatment-name = Perawatan
treatment-category = Kategori
treatment-minutes = Menit
    .help = Lamanya, 15 sampai 480 menit. Contoh: 60, 1:30, 2j.
treatment-lasts = { $minutes } menit
treatment-price = Harga
    .help = Harganya. Janji yang sudah dibuat tetap memakai harga lama. Contoh: 150rb, 1,5jt, 150.000.
treatment-deposit = Uang muka
    .help = Yang diminta di muka. Kosong: tidak ada.
treatment-prefix = Awalan
    .help = Satu sampai tiga huruf besar di depan nomor antrean: A, DR.
treatment-room = Ruang
    .help = Ruang yang diperlukan. Kosong: ruang mana saja. Panah bawah membuka daftar.
treatment-staff = Petugas
    .help = Siapa yang bisa mengerjakan, dipisah titik koma. Panah bawah membuka daftar; Spasi memilih.
treatment-active = Dijual
    .help = Yang tidak dijual lagi tetap ada di catatan, tetapi tidak ditawarkan.
treatment-edit_title = Perawatan
treatment-new_title = Perawatan baru
treatment-saved = { $name } tersimpan.
treatments-none = Belum ada perawatan. a menambah perawatan.
treatments-inactive = tidak dijual
treatments-nobody = belum ada petugas
room-name = Ruang
room-active = Dipakai
room-saved = { $name } tersimpan.
rooms-none = Belum ada ruang. a menambah ruang.

# settings
settings-treatments = Perawatan
    .help = Daftar harga: lamanya, harganya, siapa yang mengerjakan.
settings-rooms = Ruang
    .help = Ruang tempat pasien dirawat.
settings-staff = Petugas
    .help = Siapa yang merawat, jam kerja dan cutinya.
settings-methods = Cara bayar
    .help = Cara pembayaran yang diterima di sini.
settings-keys = Tombol
    .help = Semua tombol di setiap layar, seperti diatur di sini.
settings-about = Tentang
    .help = Versi, basis data, loket, dan letak berkas.
settings-log_out = Keluar
    .help = Mengakhiri giliran Anda supaya orang lain bisa masuk.
settings-saved = { $label } tersimpan.
setting-name = Klinik
    .help = Nama klinik, seperti tertulis di struk dan di papan ruang tunggu.
setting-address = Alamat
    .help = Tertulis di struk di bawah nama.
setting-phone = Telepon
    .help = Nomor klinik, seperti tertulis di struk.
setting-timezone = Zona waktu
    .help = Zona jam klinik; hari kerja mengikutinya. Panah bawah membuka daftar.
setting-language = Bahasa
    .help = Bahasa struk, dan bahasa pengguna yang belum memilih sendiri dengan F12.
setting-late_hours = Batas perubahan
    .help = Janji yang dibatalkan atau dipindah lebih lambat dari ini termasuk terlambat; uang muka tidak dikembalikan.
setting-grace_minutes = Toleransi telat
    .help = Setelah selama ini yang belum datang ditandai telat, dan boleh ditandai tidak datang.
setting-calls = Panggilan
    .help = Setelah dipanggil sebanyak ini tanpa jawaban, nomor dianggap terlewat.
setting-recall_seconds = Jeda panggilan
    .help = Jeda sebelum nomor yang sama boleh dipanggil lagi.
setting-look_ahead_minutes = Dahulukan janji
    .help = Selama ini sebelum waktunya, yang punya janji didahulukan dari yang tanpa janji.
setting-discount_limit_bp = Diskon
    .help = Diskon yang boleh diberikan resepsionis sendiri; lebih dari itu perlu PIN orang lain.
setting-cash_rounding = Pembulatan tunai
    .help = Uang receh terkecil yang dipakai. Hanya bagian tunai yang dibulatkan.
setting-slot_minutes = Kelipatan jam
    .help = Waktu kosong ditawarkan per kelipatan ini, misalnya setiap 15 menit.
setting-unique_phone = Satu nomor satu orang
    .help = Ya menolak nomor yang sudah dipakai orang lain. Tidak membolehkan ibu mendaftarkan anaknya.
setting-country_code = Kode negara
    .help = Negara untuk nomor yang diketik tanpa kode: 62.
setting-queue_prefix = Awalan antrean
    .help = Satu sampai tiga huruf besar di depan nomor antrean perawatan yang tidak punya awalan sendiri.
setting-receipt_footer = Penutup struk
    .help = Baris terakhir setiap struk. Kosong: tidak ada.
setting-pin = PIN Anda
    .help = Pengaturan klinik diubah dengan PIN.
setting-hours = { $count } jam
setting-minutes = { $count } menit
setting-seconds = { $count } detik
methods-name = Nama
methods-kind = Jenis
methods-in_drawer = Di laci
methods-cash = tunai
methods-card = kartu
methods-qris = QRIS
methods-transfer = transfer
methods-e_wallet = dompet digital
methods-credit = saldo
methods-package = paket
about-version = Versi
about-database = Basis data
about-terminal = Loket
about-clinic = Klinik
about-currency = Mata uang
about-receipts = Struk di
about-log = Log di
# bills: what is done at the till
payment-back = kembali { $method }
payment-voided = batal { $method }
payment-likely = > { $amounts }
payment-deposit_needed = Perlu DP { $amount }
payment-no_packages = Tidak ada paket, baik yang dimiliki maupun yang dijual.
payment-no_sessions = Sesinya sudah habis.
payment-which_package = Pakai atau jual paket
payment-sell_package = Jual: { $name }
payment-session_used = Satu sesi terpakai.
payment-package_sold = Paketnya masuk tagihan.
payment-who_performed = Siapa yang mengerjakan?
payment-is_shared = Dibagi di antara yang mengerjakan.
package-left = { $left }/{ $of }
package-until = sampai { $day }
package-ended = berakhir { $day }
deed-refund = Kembalikan uang
deed-void = Batalkan pembayaran ini
deed-tip = Tip
deed-write_off = Hapuskan sisa tagihan
deed-sessions = Kembalikan sesi yang belum dipakai
deed-give_up = Tahan lagi uang mukanya
deed-amount = Jumlah
deed-count = Sesi
deed-staff = Untuk
    .help = Bila tetap *, untuk yang menangani.
deed-reason = Alasan
deed-own_method = seperti dibayar
deed-refunded = Sudah dikembalikan, dengan kuitansi sendiri.
deed-voided = Dibatalkan; nomor kuitansinya tetap.
deed-tipped = Tip masuk tagihan.
deed-written_off = Sudah dihapuskan.
deed-given_up = Uang muka ditahan lagi dan bisa dikembalikan.
# deposits, packages, methods, taxes
deposit-becomes = Uang muka
deposit-policy = aturan
deposit-kept = hangus
deposit-credit = saldo
deposit-held = ditahan
deposit-goes_along = ikut pindah
deposit-is_kept = Uang muka { $amount } hangus.
deposit-is_credit = Uang muka { $amount } menjadi saldo pasien.
deposit-is_held = { $amount } ditahan sampai dikembalikan.
deposit-moves = Uang muka { $amount } ikut pindah.
deposit-late_move = Pindah terlambat: { $name }, ke { $at }
day-missed_title = Tidak datang: { $name }, { $time } { $treatment }
package-name = Paket
package-treatment = Perawatan
package-sessions = Sesi
package-price = Harga
package-valid = Berlaku
    .help = Hari sesudah hari penjualan; kosong: tanpa batas.
package-shared = Bersama
    .help = Orang lain dengan nomor telepon yang sama boleh memakainya.
package-active = Dijual
package-days = { $count } hr
package-saved = Tersimpan: { $name }
packages-none = Belum ada paket yang dijual: a menambah.
methods-active = Dipakai
methods-place = Urutan
    .help = Tempatnya dalam urutan; kosong: terakhir.
method-saved = Tersimpan: { $name }
treatment-tax = Pajak
treatment-tax_rate = Tarif pajak
    .help = Dalam persen, misalnya 11.
tax-none = tanpa
tax-inclusive = termasuk harga
tax-exclusive = ditambahkan
settings-packages = Paket
    .help = Beberapa sesi perawatan yang dijual sekaligus: berapa kali, berapa harganya, berapa lama berlaku.
setting-opening_float = Modal laci
    .help = Uang tunai di laci saat dibuka.
setting-drawer_tolerance = Toleransi laci
    .help = Selisih hitungan di atas ini perlu catatan dan PIN.
setting-deposit_late = Telat: uang muka
    .help = Nasib uang muka bila pasien membatalkan atau pindah jadwal terlambat.
setting-deposit_early = Awal: uang muka
    .help = Nasib uang muka bila pasien membatalkan jauh hari, atau klinik yang membatalkan. Bila klinik, tidak pernah hangus.
setting-deposit_no_show = Absen: uang muka
    .help = Nasib uang muka bila pasien tidak datang.
setting-deposit_after_no_shows = Batas absen
    .help = Sesudah sekian kali tidak datang, janji perlu uang muka. 0: tidak pernah.
setting-deposit_share_bp = Besar uang muka
    .help = Uang muka sesudah itu, sebagai bagian dari harga.
setting-commission_bp = Komisi
    .help = Bagian petugas dari yang dikerjakannya, sesudah diskon dan sebelum pajak; tarif pribadi lebih dulu berlaku.

# drawer
drawer-none = Belum ada laci kas yang dibuka di sini. Enter membukanya.
drawer-open_elsewhere = { $drawer }: dibuka { $who } sejak { $at }.
drawer-left = { $drawer }: { $amount } tertinggal di dalamnya.
drawer-was_counted = Sudah dihitung. Tutup (c), lalu buka sesi berikutnya.
drawer-hidden = setelah dihitung
drawer-float = Modal kas
drawer-opening_difference = Selisih awal
drawer-in = Kas masuk
drawer-out = Kas keluar
drawer-safe = Ke brankas
drawer-no_sale_word = Tanpa transaksi
drawer-refunds = Pengembalian
drawer-voids = Pembatalan
drawer-discounts = Diskon
drawer-rounding = Pembulatan
drawer-failed = Gagal
drawer-receipts = Struk
drawer-waiting = Belum diverifikasi
drawer-expected = Seharusnya
drawer-counted = Dihitung
drawer-difference = Selisih
drawer-moves = Kas masuk dan keluar
drawer-no_moves = Belum ada kas masuk atau keluar.
drawer-to_pay = Selesai, belum lunas: { $count }
open_drawer-float = Modal kas
    .help = Uang yang ada di laci sekarang: 500rb, 1,5jt, 500.000. Ctrl+N menghitung per pecahan.
open_drawer-note = Mengapa beda
    .help = Hanya jika tidak sama dengan yang ditinggalkan sesi sebelumnya.
open_drawer-left = Sesi lalu meninggalkan { $amount }.
open_drawer-first = Hitung uang yang ada di laci.
open_drawer-done = { $drawer } dibuka dengan { $amount }.
amount-amount = Jumlah
    .help = 150rb, 1,5jt, 250.000
amount-note = Catatan
    .help = Mengapa berbeda.
move-reason = Alasan
    .help = Untuk apa: galon, bensin, uang receh dari bank.
move-reference = Nomor
    .help = Nomor bon atau tagihan; boleh kosong.
move-done = Sudah dicatat.
count-pieces = Lembar
    .help = Berapa lembar; kosong berarti tidak ada.
count-coins = Koin
    .help = Semua koin, atau seluruh isi laci dalam satu jumlah.
count-total = Dihitung
count-sure = Yang dihitung { $amount }. Setelah disimpan tidak bisa diubah dan laci tidak menerima uang lagi.
count-give = Simpan hitungan
count-given = Hitungan disimpan.
close-cash = Tunai diterima
close-to_say = Yang perlu dipastikan dulu
close-no_note = tanpa catatan
close-unpaid = belum lunas
close-carried = dibawa ke besok
close-owed = piutang
close-stays = Tinggal di laci
close-to_safe = Masuk brankas
close-why_difference = Dari mana asal selisihnya?
close-who_looks = Siapa yang mengurus { $patient }, dan bagaimana?
close-why_owed = Mengapa { $patient } berutang
close-stays_how_much = Berapa yang tinggal di laci
close-slip_says = Menurut struk atau aplikasi { $method }
close-why_again = Mengapa dihitung ulang
close-next_signs = Yang menerima laci menandatangani dengan PIN-nya sendiri: uang yang dihitung menjadi tanggung jawabnya.
close-done = Ditutup: Z { $number }.
close-handed = Z { $number }: laci kini pada { $name } dengan { $amount }.
reports-number = Z
reports-closed = Ditutup
reports-drawer = Laci
reports-who = Milik
reports-counted = Dihitung
reports-difference = Selisih
reports-none = Belum ada laci yang ditutup.
days-day = Hari
days-state = Keadaan
days-revision = Revisi
days-who = Oleh
days-is_closed = ditutup
days-is_open = terbuka
days-was_reopened = dibuka lagi
days-sure = Tutup { $day }? Setelah itu tidak ada catatan baru atau perubahan; hanya pemilik yang bisa membukanya lagi.
days-close_it = Tutup hari
days-why = Mengapa { $day } dibuka lagi
days-closed = Hari itu ditutup.
days-reopened = Hari itu terbuka lagi.

# petugas: komisi
staff-commission = Komisi
    .help = Bagian dari yang dikerjakan: 10, 12,5%. Kosong: ikut klinik.
staff-commission_clinic = ikut klinik

# pengeluaran
expense-date = Tanggal
    .help = Kapan dibayar: hari ini, -1, 19/11. Kosong berarti hari ini. Dari laci selalu hari ini.
expense-category = Kategori
    .help = Panah bawah membuka daftar; sebagian nama sudah cukup.
expense-what = Untuk
    .help = Untuk apa, supaya mudah dicari lagi.
expense-amount = Jumlah
    .help = 100rb, 2x22rb, 50rb+25rb, 1.080.000.
expense-paid_from = Dari
    .help = Pilih dengan kiri dan kanan. Dari laci: uangnya keluar dari sesi yang terbuka di sini.
expense-who = Dicatat oleh
expense-from_drawer = laci
expense-from_bank = bank
expense-from_owner = pemilik
expense-filter = Kata
    .help = Untuk apa, atau kategorinya; kosong menampilkan semua.
expense-none = Tidak ada pengeluaran di bulan ini.
expense-due = jatuh tempo
expense-due_title = Catat yang jatuh tempo
expense-void = batal
expense-void_already = Sudah dibatalkan.
expense-void_why = { $what }, { $amount }: kenapa dibatalkan?
expense-voided = Dibatalkan: { $what }.
expense-voided_drawer = Dibatalkan: { $what }. Kembalikan uangnya ke laci.
expense-written = Tercatat: { $what }, { $amount }.
expense-written_drawer = Tercatat: { $what }. Ambil { $amount } dari laci.
recurring-next = Berikutnya
recurring-day = Tanggal
    .help = Tanggal dalam bulan, 1 sampai 31; di bulan pendek hari terakhirnya.
recurring-active = Berulang
    .help = Tidak: tidak ditagih lagi.
recurring-over = berhenti
recurring-none = Belum ada yang rutin tiap bulan: sewa, gaji, internet.
recurring-saved = { $what } jatuh tempo { $day }.
category-name = Nama
    .help = Nama sendiri untuk yang tidak termasuk tujuh kategori bawaan.
category-active = Dipakai
    .help = Tidak: tidak ditawarkan lagi; catatan lama tetap.
category-always = bawaan
category-retired = tidak dipakai
category-fixed = Kategori bawaan tidak bisa diubah.

# uang
money-pin = PIN
    .help = Enam angka milik Anda.
money-pin_why = Angka klinik ada di balik PIN Anda. PIN diminta lagi setelah layar dikunci atau ditinggalkan.
money-income = Masuk
money-spent = Keluar
money-net = Kas bersih
money-unpaid = Belum lunas
money-than = vs { $span }
money-same = sama { $span }
money-new = baru { $span }
money-bars = Masuk per hari (tertinggi { $amount } pada { $day })
money-bars_none = Masuk per hari
money-by_treatment = Pendapatan per layanan · Tab: lanjut
money-by_category = Pendapatan per kategori · Tab: lanjut
money-by_staff = Pendapatan per petugas · Tab: lanjut
money-by_method = Masuk per cara bayar · Tab: lanjut
money-by_spent = Keluar per kategori · Tab: lanjut
money-figures = Semua angka
money-heat = Jam ramai · Tab: lanjut
money-name = Nama
money-count = Jml
money-amount = Jumlah
money-on = Hari
money-number = Kuitansi
money-patient = Pasien
money-what = Untuk
money-who = Oleh
money-staff = Petugas
money-rate = Tarif
money-base = Dikerjakan
money-commission = Komisi
money-payable = Bisa dibayar
money-nothing = Kosong di rentang ini.
money-change = perubahan
money-minutes = { $minutes } mnt
money-identity = Apakah buku cocok
money-identity_terms = { $received } = { $earned } pendapatan + { $more } tip dan pajak + { $liabilities } utang ke pasien − { $receivables } piutang pasien
money-holds = cocok, sampai satuan terakhir
money-holds_not = TIDAK COCOK: laporkan
money-counting = Laci "{ $drawer }" sedang Anda pegang: angka sejak laci dibuka terlihat setelah dihitung.
money-part_item = Barang
money-part_forfeit = DP hangus
money-part_rounding = Pembulatan
money-part_rest = Potongan
money-part_nobody = Tanpa petugas
money-part_unnamed = Tanpa nama
money-rows = Baris: { $count }
money-rows_left = Baris: { $count }, { $left } lagi dalam jumlah
money-no_paper = Tidak ada kuitansi atau tagihan untuk baris ini.
figure-received = Uang masuk
figure-earned = Pendapatan
figure-tips = Tip
figure-tax = Pajak
figure-deposits = DP dipegang
figure-credit = Saldo pasien
figure-packages = Paket belum dipakai
figure-receivables = Piutang pasien
figure-forfeits = DP hangus
figure-discounts = Diskon
figure-refunds = Dikembalikan
figure-write_offs = Dihapusbukukan
figure-expenses = Pengeluaran
figure-net_cash = Kas bersih
figure-no_show = Tidak datang
figure-new_patients = Pasien baru
figure-wait = Rata-rata tunggu
formula-received = Uang baru menurut hari diterima, dikurangi yang kembali dan yang gagal kemudian. Saldo dan paket adalah uang yang masuk sebelumnya.
formula-earned = Layanan dan barang dari kunjungan selesai menurut hari kunjungan, dikurangi diskon, pengembalian dan penghapusan, ditambah DP hangus dan pembulatan, tanpa pajak dan tip.
formula-tips = Tip pada kunjungan selesai: milik petugas, bukan klinik.
formula-tax = Pajak di atas harga dan di dalamnya: milik negara, bukan klinik.
formula-deposits = Pada akhir hari terakhir: yang dibayar melebihi tagihan sejauh ini.
formula-credit = Pada akhir hari terakhir: saldo milik pasien.
formula-packages = Pada akhir hari terakhir: paket terjual dikurangi sesi terpakai.
formula-receivables = Pada akhir hari terakhir: tagihan yang belum dibayar.
formula-forfeits = DP yang hangus karena batal mendadak atau tidak datang; termasuk pendapatan.
formula-discounts = Potongan pada tagihan kunjungan selesai.
formula-refunds = Yang sudah menjadi pendapatan lalu dikembalikan.
formula-write_offs = Yang tidak akan dibayar lagi.
formula-expenses = Menurut hari dibayar; pembatalan mengurangi hari pembatalannya.
formula-net_cash = Uang masuk dikurangi pengeluaran dari laci dan bank. Yang dibayar pemilik bukan kas klinik.
formula-no_show = Yang tidak datang, dari yang ditunggu dan tidak dibatalkan.
formula-new_patients = Yang kunjungan pertamanya di rentang ini.
formula-wait = Dari nomor antrean sampai dilayani. Yang pergi sendiri di akhir hari tidak dihitung.
leak-done_unpaid = Selesai, belum bayar
leak-deposit_left = DP tanpa kunjungan
leak-cancelled_after_arrival = Pergi setelah datang
leak-voids = Bayar dibatalkan
leak-reprints = Dicetak ulang
leak-unverified = Belum dicek sehari
leak-no_sale = Laci tanpa transaksi
leak-discounts = Diskon per orang
leak-differences = Selisih laci
leak-none = Tidak ada yang perlu dilihat lagi.
leak-soon = setelah { $count } mnt, cepat:
leak-after = setelah { $count } mnt:
leak-copy = salinan { $count }
leak-times = { $count }×
report-not_expected = Seharusnya { $expected }, yang masuk { $received }.

# loket postgres, loket tenant
cli-postgres = Menyiapkan server Postgres
cli-postgres-setup = Menampilkan SQL yang memberi klinik pada --clinic login sendiri dan menjaga barisnya tetap miliknya
cli-postgres-setup-arg-app_role = Login untuk konter; jika tidak disebut, loket_app_ dan nama singkatnya
cli-postgres-setup-arg-read_role = Login yang hanya membaca, untuk laporan; jika tidak disebut, loket_ro_ dan nama singkatnya
cli-postgres-setup-arg-run = Jalankan lewat alamat di pengaturan, sebagai pengelola
cli-postgres-setup-done = { $clinic } sudah disiapkan. Konternya masuk sebagai { $app }, laporan sebagai { $read }; beri keduanya kata sandi dengan \password di psql.
cli-tenant = Klinik-klinik di instalasi ini, untuk pengelolanya
cli-tenant-list = Setiap klinik, keadaannya, dan besarnya
cli-tenant-list-arg-json = Sebagai JSON
cli-tenant-add = Menyediakan tempat untuk satu klinik lagi; klinik didirikan di konter pertamanya
cli-tenant-add-arg-slug = Nama singkatnya: huruf kecil, angka, tanda hubung
cli-tenant-add-arg-max_users = Pengguna aktif paling banyak
cli-tenant-add-arg-max_patients = Pasien aktif paling banyak
cli-tenant-limit = Menentukan seberapa besar klinik boleh tumbuh; batas yang tidak disebut dihapus
cli-tenant-limit-arg-slug = Nama singkatnya
cli-tenant-limit-arg-max_users = Pengguna aktif paling banyak
cli-tenant-limit-arg-max_patients = Pasien aktif paling banyak
cli-tenant-suspend = Menghentikan pekerjaan di klinik sampai dilanjutkan
cli-tenant-suspend-arg-slug = Nama singkatnya
cli-tenant-resume = Mengizinkan klinik bekerja lagi
cli-tenant-resume-arg-slug = Nama singkatnya
cli-tenant-line = { $clinic }: { $state }, { $rows } baris, { $kilobytes } kB, pengguna paling banyak { $users }, pasien paling banyak { $patients }
cli-tenant-state-active = bekerja
cli-tenant-state-empty = belum didirikan
cli-tenant-state-suspended = dihentikan
cli-tenant-added = Tempat untuk { $clinic } sudah ada. Dirikan di konter pertamanya dengan --clinic { $clinic }.
cli-tenant-limited = Batas untuk { $clinic } sudah diatur.
cli-tenant-suspended = { $clinic } dihentikan: konternya menolak tindakan berikutnya.
cli-tenant-resumed = { $clinic } bekerja lagi.

# loket report
cli-verify = Periksa bahwa jejak dan baris uang masih seperti saat ditulis
cli-verify-arg-head = Akhir jejak seperti tercetak di laporan Z, misalnya "4711 0123456789abcdef"
cli-verify-arg-json = Sebagai JSON
verify-trail-whole = Jejak utuh: { $rows } baris, yang terakhir { $head }.
verify-trail-changed = Baris { $row } jejak diubah dari luar. Baris itu dan sesudahnya tidak dapat dipercaya.
verify-trail-unlinked = Baris { $row } jejak tidak menyambung dengan baris sebelumnya. Baris itu dan sesudahnya tidak dapat dipercaya.
verify-trail-missing = Baris { $row } jejak hilang. Baris sesudahnya tidak dapat dipercaya.
verify-trail-backwards = Baris { $row } jejak tidak lebih baru dari baris sebelumnya.
verify-trail-other_key = Baris { $row } jejak disegel dengan kunci yang tidak ada di komputer ini. Salin berkas pepper dari loket pertama, lalu periksa lagi.
verify-trail-cut = { $missing ->
    [0] Akhir jejak diubah pada baris { $row }.
   *[other] { $missing } baris hilang di akhir jejak, mulai baris { $row }.
}
verify-trail-other_head = Baris { $row } jejak bukan baris yang tercetak di laporan Z.
verify-last-good = Sampai Z { $number } semuanya benar.
verify-no-good = Tidak ada laporan Z sebelumnya.
verify-ledger-whole = { $rows } baris uang sesuai dengan jejak.
verify-ledger-odd = { $odd } dari { $rows } baris uang tidak sesuai dengan jejak:
verify-odd-changed = diubah: { $row }
verify-odd-missing = dihapus: { $row }
verify-odd-added = ditambah dari luar: { $row }
verify-clock-back = { $rows } baris ditulis saat jam tertinggal.
cli-report = Angka satu hari atau satu bulan
cli-report-arg-span = day (hari) atau month (bulan)
cli-report-arg-date = Yang mana, seperti di meja: 2026-11-20, 20/11, -1, kemarin. Tanpa ini: hari ini
cli-report-arg-json = Sebagai JSON, jumlah dalam satuan terkecil
cli-report-arg-csv = Sebagai tabel untuk lembar kerja
cli-report-arg-expect = Keluar dengan 8 bila uang masuk berbeda
cli-report-arg-user = Siapa yang melihat (atau setel LOKET_SESSION, dari loket login)
cli-report-arg-password_file = Kata sandinya, dalam berkas bermode 0600
cli-report-arg-pin_file = PIN-nya, dalam berkas bermode 0600; tanpa ini ditanyakan
cli-pin = PIN:

### actions

# payment
payment-take = terima bayar
    .help = Menerima uangnya; jumlah kosong berarti uang pas.
payment-another = cara lain
    .help = Menyimpan bagian ini dan menambah cara bayar lain; semua diterima sekaligus.
payment-add = tambah
    .help = Menambah layanan atau barang ke tagihan.
payment-discount = diskon
    .help = Memberi potongan persen atau jumlah.
payment-verify = cek masuk
    .help = Menandai uangnya sudah masuk.
payment-fail = gagal
    .help = Menandai uangnya tidak masuk: harus dibayar lagi.
payment-receipt = kuitansi
    .help = Menampilkan kuitansi pembayaran ini.
payment-void_line = hapus
    .help = Menghapus baris dari tagihan, dengan alasan.
receipt-close = selesai
    .help = Menutup kuitansi.
receipt-save = simpan
    .help = Menyimpan kuitansi ke berkas untuk dicetak; mulai kedua kali ditandai salinan.
unpaid-pay = bayar
    .help = Menerima pembayaran kunjungan ini.
unpaid-walk_in = tanpa janji
    .help = Memberi nomor kepada pasien yang datang tanpa janji.
go-pay = Bayar
    .help = Ke daftar yang belum lunas.

# walk-in
number-close = selesai
    .help = Menutup nomor ini.
number-slip = karcis
    .help = Menyimpan karcis ke berkas untuk dicetak.

# places
go-queue = Antrean
    .help = Ke antrean.

# queue
queue-call_next = panggil berikut
    .help = Memanggil pasien berikutnya ke loket ini.
queue-walk_in = tanpa janji
    .help = Memberi nomor kepada pasien yang datang tanpa janji.
queue-ended = yang selesai
    .help = Menampilkan atau menyembunyikan yang selesai atau pulang.
queue-board = papan
    .help = Menampilkan layar ruang tunggu.
ticket-call = panggil
    .help = Memanggil yang ini, di luar giliran atau lagi; panggilan ulang setelah satu menit.
ticket-next = mulai/selesai
    .help = Langkah berikutnya: layanan dimulai, atau selesai.
ticket-pay = bayar
    .help = Menerima pembayaran kunjungan ini.
ticket-park = tunda
    .help = Menyisihkan yang pergi sebentar; nomornya tetap.
ticket-put_back = kembali antre
    .help = Mengembalikan nomor ke antrean.
ticket-miss = tidak ada
    .help = Dipanggil, tetapi tidak datang.
ticket-transfer = alihkan
    .help = Mengalihkan nomor ke petugas lain; nomornya tetap.
ticket-leave = pulang
    .help = Pulang tanpa dilayani.
ticket-urgent = darurat
    .help = Mendahulukan yang ini, atau kembali sesuai giliran.
ticket-undo = urungkan
    .help = Membatalkan langkah terakhir yang ini.
ticket-patient = pasien
    .help = Membuka kartu pasien.

app-save = simpan
    .help = Menyimpan formulir dari kolom mana pun.
app-back = kembali
    .help = Kembali satu layar. Bertanya dulu bila ada ketikan yang belum disimpan.
app-help = bantuan
    .help = Menampilkan semua tombol di layar ini; ketik untuk mencari, Enter menjalankan.
app-palette = perintah
    .help = Mencari perintah dengan beberapa huruf namanya.
app-language = bahasa
    .help = Berganti antara bahasa Inggris dan Indonesia.
app-redraw = segarkan
    .help = Membaca ulang semuanya dan menggambar ulang layar.
app-lock = kunci
    .help = Mengunci layar; formulir Anda tetap seperti semula.
app-cancel = batal
    .help = Berhenti menunggu, atau membatalkan langkah ini. Tidak pernah keluar dari program.
app-leave = keluar
    .help = Kembali, dan dari layar pertama keluar dari loket setelah bertanya.

move-forward = lanjut
    .help = Ke kolom berikutnya; di kolom terakhir menyimpan.
move-up = naik
    .help = Naik satu baris.
move-down = turun
    .help = Turun satu baris; di kolom berdaftar membuka daftarnya.
move-left = kiri
    .help = Ke kiri.
move-right = kanan
    .help = Ke kanan.
move-page_up = halaman naik
    .help = Naik satu halaman.
move-page_down = halaman turun
    .help = Turun satu halaman.
move-half_up = naik setengah
    .help = Naik setengah halaman.
move-half_down = turun setengah
    .help = Turun setengah halaman.
move-first = pertama
    .help = Ke baris pertama.
move-last = terakhir
    .help = Ke baris terakhir.
move-next = kolom berikutnya
    .help = Ke kolom atau panel berikutnya.
move-previous = kolom sebelumnya
    .help = Ke kolom atau panel sebelumnya.

confirm-choose = pilih
    .help = Mengambil jawaban yang ditandai.
confirm-yes = ya
    .help = Melakukannya.
confirm-no = tidak
    .help = Membiarkan semuanya seperti semula.
help-run = jalankan
    .help = Menjalankan perintah yang ditandai.
palette-run = jalankan
    .help = Menjalankan perintah yang ditandai.

# filter
day-filter = saring
    .help = Hanya menampilkan baris hari itu yang memuat sebuah kata; baris kosong menampilkan semua.

# one visit
visit-step = tahap lanjut
    .help = Membawa kunjungan ke tahap berikutnya: datang, dilayani, selesai.
visit-pay = bayar
    .help = Menerima pembayaran kunjungan ini.
visit-open_patient = pasien
    .help = Membuka kartu pasien.
visit-assign_treatment = perawatan
    .help = Mengganti perawatan, dengan harga hari ini.
visit-assign_staff = petugas
    .help = Menyerahkan kunjungan kepada petugas lain yang bisa.
visit-edit_note = catatan
    .help = Mengubah yang perlu diketahui petugas.
visit-undo = urungkan
    .help = Mengurungkan tahap terakhir.
visit-cancel = batalkan
    .help = Membatalkan janji; menanyakan oleh siapa dan mengapa.
visit-confirm = pastikan
    .help = Pasien sudah memastikan akan datang.
visit-no_show = tak datang
    .help = Pasien tidak datang.
visit-leave = pulang
    .help = Pasien pulang sebelum selesai; menanyakan mengapa.

# booking
day-open = buka
    .help = Membuka kunjungan yang dipilih; pada jam kosong di kolom, membuat janji di situ.
day-book = janji baru
    .help = Janji baru lewat telepon: siapa, perawatan apa, oleh siapa, kapan.
day-move = pindah
    .help = Mengangkat janji: telusuri hari dan kolom, Enter menaruhnya. Jam lamanya tetap dipegang sampai saat itu.
day-move_form = pindah jam
    .help = Waktu lain untuk janji ini, diketik atau diambil dari jam kosong.
day-again = janji lagi
    .help = Pasien dan perawatan yang sama pada waktu lain.
moving-drop = taruh di sini
    .help = Memindahkan janji ke tempat kursor.
moving-previous = hari lalu
    .help = Mundur satu hari sambil membawa janji.
moving-next = hari depan
    .help = Maju satu hari sambil membawa janji.
moving-jump = ke hari
    .help = Ke hari mana pun sambil membawa janji.
moving-today = hari ini
    .help = Kembali ke hari ini sambil membawa janji.
moving-override = tetap taruh
    .help = Menaruhnya meskipun bertumpuk; perlu PIN dan alasan.
visit-override = tetap tugaskan
    .help = Menugaskan meskipun bertumpuk; perlu PIN dan alasan.
booking-new_line = baris baru
    .help = Memulai baris baru di catatan.
patient-new_line = baris baru
    .help = Memulai baris baru di catatan.
note-new_line = baris baru
    .help = Memulai baris baru di catatan.
booking-override = tetap catat
    .help = Mencatat janji meskipun bertumpuk; perlu PIN dan alasan.

# the day
go-today = Hari ini
    .help = Ke janji hari ini.
day-step = tahap lanjut
    .help = Membawa kunjungan ke tahap berikutnya: datang, dilayani, selesai.
day-pay = bayar
    .help = Menerima pembayaran kunjungan yang dipilih.
day-walk_in = tanpa janji
    .help = Mendaftarkan yang datang tanpa janji dan memberi nomor antrean.
day-call = panggil
    .help = Memanggil nomor berikutnya ke konter ini.
day-cancel = batalkan
    .help = Membatalkan janji yang dipilih; menanyakan oleh siapa dan mengapa.
day-undo = urungkan
    .help = Mengurungkan yang terakhir dilakukan di sini, atau tahap terakhir kunjungan yang dipilih.
day-confirm = pastikan
    .help = Pasien sudah memastikan akan datang.
day-no_show = tak datang
    .help = Pasien tidak datang.
day-leave = pulang
    .help = Pasien pulang sebelum selesai; menanyakan mengapa.
day-previous = hari lalu
    .help = Mundur satu hari.
day-next = hari depan
    .help = Maju satu hari.
day-today = hari ini
    .help = Kembali ke hari ini.
day-jump = ke hari
    .help = Ke hari mana pun: ketik besok, sen, +7, 15/3.
day-now = sekarang
    .help = Menaruh kursor pada jam sekarang.
day-columns = kolom
    .help = Satu kolom untuk setiap petugas, atau kembali ke daftar.
day-all = semua
    .help = Menampilkan juga yang batal, tidak datang, dan pulang, atau menyembunyikannya.

pick-take = ambil
    .help = Mengambil baris yang ditandai.

# login and lock
locked-other = orang lain
    .help = Mengeluarkan pengguna ini supaya orang lain bisa masuk. Ketikan yang belum disimpan hilang.

# patients
go-patients = Pasien
    .help = Mencari, membuka, dan mendaftarkan pasien.
patients-open = buka
    .help = Membuka pasien yang ditandai; bila tidak ada, mendaftarkan dengan yang diketik.
patients-to_list = daftar
    .help = Dari kotak cari ke daftar, tempat huruf dan angka kembali menjadi tombol; dan kembali lagi.
patients-book = janji
    .help = Membuat janji untuk pasien yang ditandai.
patients-walk_in = antre
    .help = Memberi nomor antrean untuk pasien yang ditandai.
patients-add = baru
    .help = Mendaftarkan pasien baru dengan yang diketik.
patients-edit = ubah
    .help = Mengubah data pasien yang ditandai.
patients-search_again = cari
    .help = Kembali ke kotak pencarian.
patient-open_visit = buka
    .help = Membuka kunjungan yang ditandai.
patient-book = janji
    .help = Membuat janji untuk pasien ini.
patient-walk_in = antre
    .help = Memberi pasien ini nomor antrean.
patient-edit = ubah
    .help = Mengubah data pasien ini.
patient-pay = bayar
    .help = Menerima pembayaran untuk kunjungan yang ditandai.
patient-relatives = keluarga
    .help = Membuka orang lain di nomor yang sama.

# staff and leave
go-staff = Petugas
    .help = Siapa yang merawat, kapan mereka ada, dan cutinya.
staff-edit = ubah
    .help = Mengubah petugas yang ditandai: jam kerja, ruang, perawatan.
staff-add = baru
    .help = Menambah petugas.
staff-leave = cuti
    .help = Cuti petugas yang ditandai.
staff-previous = hari sebelumnya
    .help = Siapa yang ada sehari sebelumnya.
staff-next = hari berikutnya
    .help = Siapa yang ada sehari berikutnya.
staff-today = hari ini
    .help = Siapa yang ada hari ini.
leave-open = janji
    .help = Janji selama cuti yang ditandai.
leave-add = baru
    .help = Menambah cuti.
leave-cancel = batal
    .help = Membatalkan cuti yang ditandai, setelah bertanya.
affected-open = buka
    .help = Membuka janji yang ditandai untuk dipindah atau dibatalkan.
pick_many-done = selesai
    .help = Mengambil semua yang ditandai.
pick_many-toggle = tandai
    .help = Menandai baris, atau menghapus tandanya.
pick_many-all = semua
    .help = Menandai semua baris; bila sudah semua, menghapus semua tanda.

# treatments and rooms
treatments-edit = ubah
    .help = Mengubah perawatan yang ditandai.
treatments-add = baru
    .help = Menambah perawatan.
treatments-rooms = ruang
    .help = Ruang tempat pasien dirawat.
rooms-edit = ubah
    .help = Mengubah ruang yang ditandai.
rooms-add = baru
    .help = Menambah ruang.

# settings
go-settings = Atur
    .help = Pengaturan klinik, perawatan, ruang, cara bayar, tombol.
settings-open = buka
    .help = Mengubah pengaturan yang ditandai, atau membuka isinya.
# bills
payment-refund = kembalikan
    .help = Mengembalikan uang pembayaran ini, atau sesi paket yang belum dipakai.
payment-void = batalkan
    .help = Membatalkan pembayaran ini selama lacinya masih buka.
payment-package = paket
    .help = Memakai satu sesi paket, atau menjual paket.
payment-tip = tip
    .help = Menambah tip untuk petugas.
payment-write_off = hapuskan
    .help = Menyatakan sisanya tidak akan dibayar.
payment-share = bagi
    .help = Mencatat siapa saja yang mengerjakan baris ini.
payment-discount_line = diskon baris
    .help = Memberi diskon untuk baris ini saja.
packages-edit = ubah
    .help = Mengubah paket yang ditandai.
packages-add = baru
    .help = Menambah paket.
methods-edit = ubah
    .help = Mengubah cara bayar yang ditandai.
methods-add = baru
    .help = Menambah cara bayar.

# drawer
go-drawer = Kas
    .help = Ke laci kas.
drawer-open = buka laci
    .help = Membuka sesi dengan uang yang dihitung di laci.
drawer-pay = bayar
    .help = Menerima pembayaran kunjungan ini sebelum laci dihitung.
drawer-paid_in = kas masuk
    .help = Memasukkan uang ke laci yang bukan dari tagihan.
drawer-paid_out = kas keluar
    .help = Mengeluarkan uang dari laci untuk pengeluaran kecil.
drawer-drop = ke brankas
    .help = Memindahkan uang dari laci ke brankas.
drawer-no_sale = buka saja
    .help = Membuka laci tanpa transaksi, dengan alasan.
drawer-close = tutup
    .help = Menghitung laci, lalu mencocokkan dan menutup atau menyerahkannya.
drawer-reports = laporan
    .help = Menampilkan laporan tutup kas.
drawer-days = hari
    .help = Menampilkan hari yang sudah ditutup.
open_drawer-count = hitung
    .help = Menghitung modal kas per pecahan.
close_drawer-say = pastikan
    .help = Menyatakan yang perlu untuk baris ini: cocok, dibawa ke besok, alasannya.
close_drawer-differs = beda
    .help = Struk atau aplikasi menunjukkan jumlah lain.
close_drawer-owes = piutang
    .help = Pasien berutang, dan itu diketahui.
close_drawer-close = tutup
    .help = Menutup sesi dan membuat laporan Z.
close_drawer-hand_over = serahkan
    .help = Mengakhiri sesi ini; orang berikutnya menandatangani dan melanjutkan dengan uang yang sama.
close_drawer-recount = hitung ulang
    .help = Menghitung lagi dengan PIN orang lain; kedua hitungan disimpan.
report-close = selesai
    .help = Menutup laporan.
report-save = simpan
    .help = Menulis laporan ke berkas untuk dicetak.
reports-open = buka
    .help = Menampilkan laporan ini; kalau dicetak lagi tertulis cetak ulang.
days-close = tutup hari
    .help = Mengunci hari itu: tanpa catatan baru dan perubahan.
days-reopen = buka lagi
    .help = Membuka hari yang sudah ditutup, dengan alasan.

# pengeluaran
go-expenses = Biaya
    .help = Pengeluaran klinik, bulan demi bulan.
expenses-due = catat
    .help = Mencatat yang jatuh tempo lagi.
expenses-add = tambah
    .help = Mencatat pengeluaran.
expenses-void = batalkan
    .help = Membatalkan pengeluaran, dengan alasan.
expenses-filter = saring
    .help = Hanya yang memuat kata ini.
expenses-earlier = bulan lalu
    .help = Menampilkan bulan sebelumnya.
expenses-later = bulan berikut
    .help = Menampilkan bulan berikutnya.
expenses-recurring = rutin
    .help = Yang berulang tiap bulan.
expenses-categories = kategori
    .help = Kategori pengeluaran.
recurring-edit = ubah
    .help = Mengubah yang ditandai.
recurring-add = tambah
    .help = Menambah yang berulang tiap bulan.
categories-edit = ubah
    .help = Mengubah kategori buatan klinik.
categories-add = tambah
    .help = Menambah kategori.

# uang
go-money = Uang
    .help = Angka pemilik, di balik PIN.
money-explain = jelaskan
    .help = Menampilkan rumus angka ini dan baris asalnya.
money-enter = lanjut
    .help = Menerima PIN; lalu membuka baris yang ditandai.
money-earlier = sebelum
    .help = Rentang sebelumnya.
money-later = sesudah
    .help = Rentang sesudahnya.
money-day = hari
    .help = Satu hari.
money-week = minggu
    .help = Satu minggu, mulai Senin.
money-month = bulan
    .help = Satu bulan.
money-leaks = periksa
    .help = Daftar yang perlu dilihat lagi.
money-commissions = komisi
    .help = Komisi para petugas.
money-save = ke berkas
    .help = Menulis semua angka ke berkas lembar kerja.
behind-open = buka
    .help = Membuka kuitansi baris ini, atau tagihannya.
behind-bill = tagihan
    .help = Membuka tagihan.
leaks-open = buka
    .help = Membuka kuitansi atau kunjungan baris ini.
commissions-open = buka
    .help = Menampilkan baris seseorang; pada baris, tagihannya.
commissions-everybody = semua
    .help = Menampilkan semua petugas lagi.

### screens

# payment
screen-payment = Bayar
screen-discount = Diskon
screen-bill_line = Tambah ke tagihan
screen-unpaid = Bayar
screen-receipt = Kuitansi

# walk-in
screen-walk_in = Tanpa janji
screen-number = Nomor antrean

# queue
screen-board = Ruang tunggu
screen-queue = Antrean

screen-confirm = Pertanyaan
screen-help = Tombol
screen-palette = Perintah
screen-filter = Saring
screen-one_line = Satu baris
screen-visit = Kunjungan
screen-note = Catatan
screen-moving = Pindah
screen-booking_form = Janji baru
screen-approve = Perlu PIN
screen-day = Hari ini
screen-jump = Ke hari
screen-reason = Alasan
screen-pick = Pilih

screen-login = Masuk
screen-locked = Terkunci

screen-patients = Pasien
screen-patient_card = Pasien
screen-patient_form = Pasien baru

screen-first_run = Selamat datang di loket · klinik baru

screen-staff = Petugas
screen-staff_form = Petugas
screen-leave = Cuti
screen-leave_form = Cuti baru
screen-affected = Janji selama cuti
screen-pick_many = Pilih beberapa

screen-treatments = Perawatan
screen-treatment_form = Perawatan
screen-rooms = Ruang
screen-room_form = Ruang

screen-settings = Pengaturan
screen-setting_form = Pengaturan
screen-methods = Cara bayar
screen-keys = Semua tombol
screen-about = Tentang loket
screen-deed = Tagihan
screen-call_off = Nasib uang muka
screen-packages = Paket
screen-package_form = Paket
screen-method_form = Cara bayar

# drawer
screen-drawer = Laci kas
screen-open_drawer = Buka laci
screen-amount = Jumlah
screen-move_form = Kas
screen-count = Hitung laci
screen-float = Hitung modal kas
screen-close_drawer = Tutup kas
screen-report = Laporan tutup kas
screen-reports = Laporan tutup kas
screen-days = Hari

# pengeluaran, uang
screen-expenses = Pengeluaran
screen-expense_form = Pengeluaran baru
screen-recurring = Tiap bulan
screen-recurring_form = Rutin tiap bulan
screen-categories = Kategori
screen-category_form = Kategori
screen-money = Uang
screen-behind = Dari mana asalnya
screen-leaks = Perlu diperiksa
screen-commissions = Komisi

### refusals

# config
refusal-config-unknown_key = { $place }: tidak ada pengaturan "{ $key }".{ $near ->
    [none] {""}
   *[other] {" "}Maksud Anda "{ $near }"?
  } Yang berlaku di sini: { $valid }.
refusal-config-syntax = { $place }: berkas pengaturan tidak terbaca mulai dari sini ({ $why }).
refusal-config-type = { $place }: "{ $key }" harus diisi { $wanted ->
    [number] bilangan bulat
    [flag] true atau false
    [list] daftar teks, ["seperti", "ini"]
    [section] sebagai bagian tersendiri, [{ $key }]
   *[text] teks dalam tanda kutip
  }.
refusal-config-value = { $place }: nilai "{ $key }" tidak dikenal.{ $near ->
    [none] {""}
   *[other] {" "}Maksud Anda "{ $near }"?
  } Yang berlaku: { $valid }.
refusal-config-range = { $place }: "{ $key }" harus bilangan bulat dari { $min } sampai { $max }.
refusal-config-timezone = { $place }: "{ $key }" bukan pengaturan komputer ini. Data klinik diatur di layar klinik, atau dengan loket init.
refusal-config-url = { $place }: ini bukan alamat basis data. Tulis sqlite:PATH atau postgres://USER@HOST:PORT/NAMA.
refusal-config-url_option = { $place }: ada opsi tak dikenal setelah "?" pada alamat basis data. Yang berlaku: { $valid }.
refusal-config-tls = { $place }: basis data di komputer lain hanya dipakai dengan sslmode=verify-full (sslrootcert menunjuk sertifikat klinik sendiri); di komputer ini sslmode adalah disable atau verify-full.
refusal-config-password = { $place }: hapus kata sandi dari alamat basis data. Simpan di berkas dengan mode 0600 lalu sebutkan di password_file, atau pakai password_command.
refusal-config-password_both = { $place }: pakai password_file atau password_command, jangan keduanya.
refusal-config-password_empty = { $place }: kata sandi basis data kosong.
refusal-config-password_command = Perintah kata sandi "{ $program }" tidak memberi kata sandi. Coba jalankan sendiri untuk melihat sebabnya.
refusal-config-mode = Orang lain dapat membaca atau mengubah { $path }. Jalankan: chmod 600 { $path }
refusal-config-owner = { $path } milik orang lain. Pakai berkas milik Anda sendiri.
refusal-config-symlink = { $path } hanya tautan. Sebutkan berkas aslinya (--config), atau taruh berkasnya langsung di situ.
refusal-config-size = { $path } lebih besar dari { $limit } kB: ini bukan berkas pengaturan.
refusal-config-utf8 = { $path }, baris { $line }: bukan teks UTF-8. Simpan berkas sebagai UTF-8.
refusal-config-missing = Tidak ada berkas { $path }.
refusal-config-unreadable = { $path } tidak dapat dibaca.
refusal-config-home = Anda tidak punya folder home. Sebutkan folder data dengan --data, dan pengaturannya dengan --config.
refusal-config-folder = Folder { $path } tidak dapat dipakai.
refusal-config-pepper = Berkas pepper { $path } tidak dapat dipakai. Tanpa itu PIN tidak dapat diperiksa: kembalikan yang benar.
refusal-config-log = Folder log { $path } tidak dapat ditulisi. loket tetap berjalan tanpa log.
refusal-db-path = { $place }: berkas basis data harus memakai path lengkap atau berada di folder data.

# time
refusal-time-gap = Pada hari itu jam dimajukan, sehingga waktu ini ({ $at }) tidak ada. Pilih waktu lain.
refusal-time-twice = Waktu ini ({ $at }) terjadi dua kali pada hari itu karena jam dimundurkan. Pilih waktu lain, atau sebutkan selisih UTC-nya.

# booking
refusal-booking-same = Janji ini sudah berada di tahap itu.
refusal-booking-ended = Janji ini sudah ditutup. Batalkan langkah terakhirnya untuk mengubahnya.
refusal-booking-backwards = Janji tidak dapat mundur satu tahap. Batalkan saja langkah terakhirnya.
refusal-booking-staff_taken = { $staff } ada janji dengan { $patient } dari { $from } sampai { $to } (dicatat { $by }).
refusal-booking-patient_taken = { $patient } sudah ada janji dari { $from } sampai { $to } (dicatat { $by }).
refusal-booking-room_taken = { $room } dipakai { $patient } dari { $from } sampai { $to } (dicatat { $by }).
refusal-booking-one_overbook = { $staff } sudah punya satu janji yang bertumpuk pada waktu itu. Tidak bisa ditambah lagi.
refusal-booking-taken = Ada yang lebih cepat: waktu ini baru saja terisi. Lihat lagi waktu yang kosong.
refusal-booking-outside_hours = Hari itu { $staff } bekerja dari { $from } sampai { $to }, jadi waktu ini tidak muat.
refusal-booking-off = { $staff } tidak bekerja pada { $day }.
refusal-booking-nobody_free = Tidak ada petugas { $treatment } yang kosong pada { $at }. Pilih waktu lain.
refusal-booking-cannot = { $staff } tidak mengerjakan perawatan ini. Pilih petugas lain.
refusal-booking-unknown = Janji itu tidak ada.
refusal-booking-not_pending = Hanya janji yang belum dimulai yang dapat dipindah.
refusal-booking-other_day = Janji ini untuk { $day }, bukan hari ini. Pindahkan dulu.
refusal-booking-staff_missing = Sebutkan dulu siapa petugasnya.
refusal-booking-too_early = Janji ini mulai { $at }. Sebelum itu belum bisa dianggap tidak datang.
refusal-booking-nothing_to_undo = Janji ini tidak punya langkah yang bisa dibatalkan.
refusal-booking-undo_paid = Sejak itu sudah ada pembayaran, jadi langkah ini tetap. Kembalikan dulu uangnya.
refusal-booking-alerts = Baca ini dulu: { $alerts }

# queue
refusal-ticket-step = Nomor antrean ini tidak sedang di tahap yang sesuai. Lihat lagi antreannya.
refusal-ticket-already = Pasien ini sudah punya nomor { $ticket } di antrean ini.
refusal-ticket-given = Ada yang lebih cepat: pasien ini baru saja diberi nomor antrean.
refusal-ticket-has_booking = Pasien ini punya janji hari ini pada { $at }. Tandai saja sudah datang.
refusal-ticket-recall_soon = Nomor ini baru saja dipanggil. Tunggu { $seconds } detik sebelum memanggil lagi.
refusal-ticket-treatment = Sebutkan perawatannya.
refusal-ticket-nothing_to_undo = Nomor antrean ini tidak punya langkah yang bisa dibatalkan.
refusal-ticket-undo_visit = Yang terjadi dalam kunjungan dibatalkan di kunjungannya.
refusal-ticket-unknown = Nomor antrean itu tidak ada.
refusal-queue-empty = Tidak ada yang menunggu.

# hours
refusal-hours-invalid = Jam ini tidak cocok: jam mulai harus sebelum jam selesai, dalam satu hari, dan tidak bertumpuk dengan jam lain pada hari itu.

# bill and payment
refusal-discount-range = Diskon harus antara 0 dan 100 persen.
refusal-money-limit = Jumlah ini terlalu besar.
refusal-money-over = Jumlah ini melebihi sisa tagihan { $due }. Hanya tunai yang ada kembaliannya.
refusal-payment-empty = Isi jumlahnya.
refusal-payment-settled = Tidak ada sisa tagihan: sudah lunas.
refusal-payment-cash_left = Pembayaran lain sudah mencukupi: kosongkan tunainya.
refusal-discount-above_due = Diskon paling banyak sebesar sisa tagihan ({ $due }).
refusal-discount-reason = Diskon di atas { $limit } persen harus ada alasannya.
refusal-line-quantity = Berapa banyak? Paling sedikit 1.
refusal-line-unknown = Baris itu tidak ada di tagihan.
refusal-line-rounding = Pembulatan mengikuti pembayaran tunai; tidak dapat dihapus.
refusal-line-paid = Sudah dibayar { $paid }, jadi baris ini tetap. Kembalikan dulu uangnya.
refusal-method-unknown = Cara bayar itu tidak ada di sini.
refusal-payment-due_changed = Tagihannya berubah: sekarang sisanya { $due }. Lihat lagi.
refusal-payment-twice = { $by } sudah menerima pembayarannya pada { $at } (struk { $receipt }). Tidak ada yang diterima dua kali.
refusal-payment-ended = Kunjungan ini tidak jadi; tidak ada yang harus dibayar.
refusal-payment-unknown = Pembayaran itu tidak ada.
refusal-payment-state = Pembayaran ini sudah ada kepastiannya.
refusal-drawer-open_already = { $drawer } sudah dibuka oleh { $who } pukul { $at }. Tutup dulu, atau serahkan.
refusal-drawer-closed = Belum ada laci kas yang dibuka di sini. Buka dulu (6), lalu terima uangnya.
refusal-drawer-counted = Laci ini sudah dihitung dan tidak menerima uang lagi. Tutup, lalu buka sesi berikutnya.
refusal-day-locked = Hari itu sudah ditutup dan tidak bisa diubah. Catat koreksinya hari ini, atau minta pemilik membukanya lagi.
refusal-method-name_taken = Sudah ada cara bayar dengan nama ini.
refusal-package-name_taken = Sudah ada paket dengan nama ini.
refusal-category-name_taken = Sudah ada kategori dengan nama ini.
refusal-expense-written_already = Pengeluaran rutin ini sudah dicatat untuk hari itu.
refusal-tax-range = Pajak antara 0 dan 100 %.
refusal-receipt-unknown = Struk itu tidak ada.

# text
refusal-text-empty = Kolom ini harus diisi.
refusal-text-control = Ada karakter kendali pada huruf ke-{ $at }. Hapus, atau ketik ulang teksnya.
refusal-text-bidi = Pada huruf ke-{ $at } ada tanda tak terlihat yang membalik arah tulisan. Hapus, atau ketik ulang teksnya.
refusal-text-cluster = Huruf ke-{ $at } membawa terlalu banyak tanda. Ketik ulang.
refusal-text-emoji = Gambar atau emoji (huruf ke-{ $at }) tidak bisa dipakai di sini.
refusal-text-long = Paling banyak { $limit } huruf; ini { $letters } huruf.
refusal-text-utf8 = Ini bukan teks UTF-8 (byte ke-{ $at }). Atur terminal, atau simpan berkasnya, sebagai UTF-8.

# name
refusal-name-empty = Nama harus diisi.
refusal-name-control = Ada karakter kendali pada huruf ke-{ $at } nama ini. Ketik ulang namanya.
refusal-name-bidi = Pada huruf ke-{ $at } nama ini ada tanda tak terlihat yang membalik arah tulisan. Ketik ulang namanya.
refusal-name-cluster = Huruf ke-{ $at } nama ini membawa terlalu banyak tanda. Ketik ulang.
refusal-name-emoji = Nama tidak boleh berisi gambar atau emoji (huruf ke-{ $at }).
refusal-name-long = Nama paling banyak { $limit } huruf; ini { $letters } huruf.

# phone and e-mail
refusal-phone-empty = Nomor telepon harus diisi.
refusal-phone-chars = "{ $letter }" (tanda ke-{ $at }) tidak bisa dipakai dalam nomor telepon. Kosongkan saja bila tidak ada nomornya.
refusal-phone-two = Satu kolom untuk satu nomor. Tambahkan yang lain sebagai nomor kedua.
refusal-phone-short = Nomor ini terlalu pendek. Contoh: 0812-3456-7890.
refusal-phone-long = Nomor ini terlalu panjang. Contoh: 0812-3456-7890.
refusal-phone-country = Awali dengan 0, atau dengan + dan kode negara: +65 9123 4567.
refusal-email-empty = Alamat email harus diisi.
refusal-email-form = Ini bukan alamat email. Contoh: siti@example.com.
refusal-email-long = Alamat email ini terlalu panjang.

# note
refusal-note-control = Ada karakter kendali pada huruf ke-{ $at } catatan ini. Hapus dulu.
refusal-note-bidi = Pada huruf ke-{ $at } catatan ini ada tanda tak terlihat yang membalik arah tulisan. Hapus dulu.
refusal-note-cluster = Huruf ke-{ $at } catatan ini membawa terlalu banyak tanda. Ketik ulang.
refusal-note-long = Catatan paling banyak { $limit } huruf; ini { $letters } huruf. Belum ada yang hilang: persingkat dulu.
refusal-note-card = Ini mirip nomor kartu pembayaran. Nomor kartu tidak boleh disimpan: hapus dulu.

# amounts
refusal-money-empty = Isi jumlahnya. Contoh: 150rb, 1,5jt, 150.000.
refusal-money-chars = Ini bukan jumlah uang. Contoh: 150rb, 1,5jt, 150.000.
refusal-money-negative = Jumlah tidak boleh minus. Pengembalian uang ada tindakannya sendiri.
refusal-money-comma = Dengan koma, jumlah ini bisa berarti dua hal. Tulis 150000 atau 150.000.
refusal-money-fraction = Tidak ada uang sekecil itu. Tulis jumlah yang bulat.
refusal-money-ambiguous = Jumlah ini bisa berarti dua hal. Tulis semua angkanya: 1.500.000, atau 1,5jt.
refusal-currency-form = Kode mata uang terdiri dari tiga huruf besar, misalnya IDR, dengan 0 sampai 4 desimal.

# days and times
refusal-date-empty = Hari apa? Contoh: besok, sen, +7, 15/3.
refusal-date-word = "{ $word }" bukan hari. Contoh: besok, sen, +7, 15/3.
refusal-date-form = "{ $typed }" bukan hari. Contoh: besok, sen, +7, 15/3, 25 des.
refusal-date-invalid = Tanggal ini tidak ada: "{ $typed }".
refusal-date-weekday = Hari pada "{ $typed }" tidak cocok dengan tanggal { $day }.
refusal-date-ambiguous = "{ $typed }" bisa berarti dua hari. Tulis tanggal dan bulannya: 27/11.
refusal-date-range = "{ $typed }" terlalu jauh untuk isian ini.
refusal-date-year = Tulis juga tahunnya: 17/8/1985.
refusal-time-empty = Jam berapa? Contoh: 9, 930, 14.30, jam 2 siang.
refusal-time-word = "{ $word }" bukan jam. Contoh: 9, 930, 14.30, jam 2 siang.
refusal-time-form = "{ $typed }" bukan jam. Contoh: 9, 930, 14.30, jam 2 siang.
refusal-time-range = Jam ini tidak ada: "{ $typed }".
refusal-time-missing = Jam berapa? Tambahkan: { $typed } 9, { $typed } 14.30.
refusal-time-zero = Jam mulai dan jam selesai sama.
refusal-time-order = Jam selesai lebih dulu daripada jam mulai.
refusal-duration-form = Berapa menit? Contoh: 60, 1:30.
refusal-duration-range = Lamanya { $min } sampai { $max } menit.

# search
refusal-search-short = Ketik sedikit lagi: 2 huruf nama atau 3 angka nomor telepon.
refusal-search-long = Tidak ada nama sepanjang itu. Cari sebagian namanya saja.

# password and PIN
refusal-login-long = Kata sandi paling banyak { $limit } huruf.
refusal-password-short = Kata sandi ini terlalu pendek: paling sedikit { $needs } huruf. Beberapa kata paling mudah diingat.
refusal-password-common = Kata sandi ini dipakai banyak orang, jadi paling dulu ditebak. Pakai beberapa kata yang tidak berhubungan.
refusal-password-context = Nama klinik, nama loket, atau nama Anda paling dulu ditebak. Pakai beberapa kata lain.
refusal-pin-form = PIN terdiri dari 6 angka.
refusal-pin-common = PIN ini paling dulu ditebak orang. Pakai yang lain.
refusal-pin-date = PIN ini mirip tanggal, dan tanggal lahir paling dulu ditebak. Pakai yang lain.

# desk
refusal-clinic-exists = Di sini sudah ada klinik.
refusal-clinic-slug = Nama singkat hanya huruf kecil, angka, dan tanda hubung: klinik-melati.
refusal-account-username = Nama pengguna terdiri dari 2 sampai 40 huruf kecil, angka, titik, dan tanda hubung.
refusal-clinic-none = Belum ada klinik di sini. Jalankan loket untuk menyiapkannya, atau pakai loket init.
refusal-clinic-unknown = Di sini tidak ada klinik "{ $slug }".
refusal-row-unknown = Ada yang disebut di sini tetapi tidak ada. Lihat lagi daftarnya.
refusal-clinic-which = Di sini ada beberapa klinik. Sebutkan yang mana dengan --clinic atau di pengaturan (clinic = "…").
refusal-clinic-suspended = Klinik ini dihentikan. Pengelola instalasi tahu sebabnya dan dapat mengizinkannya bekerja lagi.
refusal-tenant-users = Klinik ini tidak boleh punya pengguna lagi. Pengelola instalasi yang menentukan batasnya.
refusal-tenant-patients = Klinik ini tidak boleh punya pasien lagi. Pengelola instalasi yang menentukan batasnya.
refusal-tenant-owner = Login di pengaturan dapat melihat semua klinik, jadi klinik tidak didirikan dengannya. Buat login khusus klinik dengan loket postgres setup, lalu sebutkan itu di pengaturan. (loket demo tetap jalan di sini: salinan latihan tidak memuat data siapa pun.)
refusal-tenant-login = Login di pengaturan bukan milik klinik mana pun. Pengelola server menyiapkannya: loket postgres setup.
refusal-tenant-role = Nama login memakai huruf kecil, angka, dan garis bawah, diawali huruf, dan keduanya berbeda.
refusal-tenant-server = Berkas tidak punya login untuk disiapkan. Sebutkan server Postgres dengan --database.
refusal-tenant-clinic = Sebutkan kliniknya: --clinic klinik-melati.
refusal-clinic-slug_taken = Nama singkat ini sudah dipakai klinik lain.
refusal-account-username_taken = Nama pengguna ini sudah dipakai.
refusal-room-name_taken = Sudah ada ruang dengan nama ini.
refusal-treatment-name_taken = Sudah ada perawatan dengan nama ini.
refusal-row-stale = { $who } mengubah ini pada { $at }. Lihat lagi, lalu putuskan.
refusal-request-other = Id permintaan ini sudah dipakai untuk hal lain. Pakai yang baru.
refusal-clinic-not_training = Jam hanya dapat diatur pada salinan latihan.
refusal-login-needed = Sebutkan siapa Anda: --as USER --password-file FILE, atau LOKET_SESSION dari loket login.
refusal-act-unknown = Tidak ada tindakan "{ $act }". Lihat: loket call --list
refusal-login-failed = Nama pengguna atau kata sandi salah.
refusal-login-locked = Terlalu banyak kata sandi salah. Tunggu { $seconds } detik.
refusal-login-over = Anda sudah tidak masuk lagi. Silakan masuk kembali.
refusal-pin-wrong = PIN salah.
refusal-pin-locked = Terlalu banyak PIN salah. Tunggu { $seconds } detik.
refusal-input-head = “{ $typed }” bukan akhir jejak. Ketik seperti tercetak di laporan Z: 4711 0123456789abcdef
refusal-pin-pepper = Komputer ini tidak dapat memeriksa PIN atau menulis: berkas pepper tidak ada di folder datanya. Salin dari loket pertama.
refusal-trail-key = Berkas pepper di folder data komputer ini bukan milik klinik ini. Salin yang benar dari loket pertama.
refusal-permission-denied = Peran Anda tidak boleh melakukan ini: { $permission }. Minta manajer atau pemilik.
refusal-permission-pin = Ini memerlukan PIN: { $permission }.
refusal-permission-second = Ini memerlukan PIN orang lain yang berhak: { $permission }.

# tables and files
refusal-clinic-own = Di sini ada klinik sungguhan, bukan salinan latihan. Sebutkan folder lain dengan --data.
refusal-demo-server = Salinan latihan di server tidak dihapus dari sini. Berikan basis data yang kosong.
refusal-demo-folder = { $path } tidak bisa dihapus. Apakah itu milik Anda?
refusal-csv-utf8 = Baris { $line } bukan teks UTF-8. Simpan berkas sebagai UTF-8, lalu coba lagi.
refusal-csv-quote = Tanda kutip yang dibuka di baris { $line } tidak pernah ditutup. Tidak ada yang dibaca.
refusal-csv-header = Baris pertama berkas harus berisi nama kolom, salah satunya nama.
refusal-csv-rows = Berkas ini lebih dari { $limit } baris. Bagi menjadi beberapa berkas.
refusal-csv-column = Kolom "{ $column }" tidak bisa diimpor: nomor id dibuat di sini, dan kliniknya selalu klinik Anda. Hapus kolom itu.
refusal-csv-column_twice = Kolom "{ $column }" ada dua. Hapus salah satu.
refusal-csv-cells = Baris ini punya { $cells } sel untuk { $columns } kolom: kelebihan koma atau kurang tanda kutip.
refusal-csv-yes_no = Tulis ya atau tidak.
refusal-csv-rejected = { $rows ->
    [one] Baris { $line } tidak bisa dibaca
   *[other] { $rows } baris tidak bisa dibaca, yang pertama baris { $line }
  } ({ $code }). Tidak ada yang diimpor. Perbaiki berkasnya, atau lewati baris seperti itu dengan --skip-rejected.
refusal-import-room = Tidak ada ruang "{ $name }". Tambahkan dulu.
refusal-import-staff = Tidak ada yang bernama "{ $name }" di sini. Tambahkan dulu.
refusal-file-missing = Berkas { $path } tidak ada, atau tidak boleh dibaca.
refusal-file-kind = { $path } bukan berkas biasa. Sebutkan berkas CSV.
refusal-file-size = { $path } lebih besar dari { $limit } MB. Bagi menjadi beberapa berkas.
refusal-export-name = "{ $name }" tidak bisa menjadi nama berkas. Pakai huruf, angka, tanda hubung, dan titik.
refusal-export-exists = "{ $name }" sudah ada, dan tidak ada yang ditimpa. Pakai nama lain.
refusal-export-disk = Penyimpanan penuh. "{ $name }" tidak jadi ditulis.
refusal-export-folder = "{ $name }" tidak bisa ditulis ke { $folder }. Apakah foldernya ada dan boleh Anda tulisi?

# keys and typing
refusal-keys-unknown = { $place }: "{ $key }" bukan nama tombol. Tulis misalnya p, f6, ctrl-s, shift-tab atau gt.
refusal-keys-unbindable = { $place }: { $key } tidak bisa dipakai, karena terminal mengirim kode yang sama untuk { $same }.
refusal-keys-no_action = { $place }: tidak ada aksi "{ $action }".{ $near ->
    [none] {" "}Daftarnya ada di loket keys.
   *[other] {" "}Maksud Anda "{ $near }"?
  }
refusal-keys-taken = { $place }: { $key } dipakai dua kali, untuk { $action } dan { $other }.
refusal-paste-long = Terlalu panjang untuk ditempel: di sini muat { $limit } karakter.

# patients
refusal-patient-unknown = Pasien itu tidak ada.
refusal-patient-look_alike = { $name } juga memakai nomor ini ({ $phone }). Orang yang sama? Kalau bukan, nyatakan ini orang lain.
refusal-patient-phone_taken = { $name } memakai nomor ini, dan di sini satu nomor hanya untuk satu orang.

# staff, treatments, clinic
refusal-staff-unknown = Petugas itu tidak ada.
refusal-leave-order = Cuti ini berakhir sebelum dimulai.
refusal-leave-unknown = Cuti itu tidak ada.
refusal-room-unknown = Ruang itu tidak ada.
refusal-treatment-unknown = Perawatan itu tidak ada atau tidak dijual.
refusal-treatment-prefix = Awalan antrean adalah 1 sampai 3 huruf besar, misalnya A atau DR.
refusal-clinic-timezone = Tidak ada zona waktu "{ $zone }". Contoh: Asia/Jakarta.
refusal-policy-range = Ini harus antara { $from } dan { $to }.
refusal-policy-country_code = Kode negara hanya angkanya, misalnya 62.
refusal-date-past = { $at } sudah lewat. Yang datang sekarang dicatat sebagai tanpa janji.
refusal-row-changed = Ada yang mengubah ini sementara itu. Lihat lagi, lalu putuskan.
refusal-input-invalid = Masukannya tidak cocok: { $problem }. Lihat: loket call --list
refusal-terminal-none = Tidak ada terminal di sini. Jalankan loket di terminal, atau pakai loket call.

# the week
refusal-week-day = "{ $typed }" bukan hari. Contoh: sen-jum 9-17, istirahat 12-13; sab 9-13.
refusal-week-hours = Dari jam berapa sampai jam berapa? "{ $typed }" belum ada jamnya. Contoh: sen-jum 9-17.

refusal-password-again = Kedua kata sandi berbeda. Ketik ulang keduanya.
refusal-pin-again = Kedua PIN berbeda. Ketik ulang keduanya.

refusal-pick-unknown = Tidak ada "{ $typed }" di sini. Panah bawah membuka daftar.

refusal-setting-number = Di sini perlu bilangan bulat.

refusal-login-unlock = PIN atau kata sandi salah.
# bills: refunds, credit, packages, deposits
refusal-payment-package = Sesi paket dipakai dengan tombol paket, bukan sebagai uang.
refusal-payment-back = Baris ini sendiri adalah uang yang dikembalikan.
refusal-payment-waiting = Uang ini belum terlihat masuk: periksa dulu, atau tandai gagal.
refusal-method-none = Klinik belum punya cara bayar untuk jenis uang ini.
refusal-method-in_drawer = Hanya uang tunai yang ada di laci.
refusal-method-once = Saldo dan paket sudah ada, cukup satu.
refusal-method-kind = Jenis uang sebuah cara bayar tidak bisa diubah.
refusal-method-needed = Cara bayar ini diperlukan dan tetap aktif.
refusal-credit-short = Saldonya { $balance }.
refusal-refund-nothing = Pembayaran ini sudah dikembalikan seluruhnya.
refusal-refund-above = Sisa pembayaran ini hanya { $left }.
refusal-refund-package = Sesi kembali ke paketnya: batalkan pembayarannya.
refusal-refund-kept = Hanya { $free } yang bisa dikembalikan: sisanya membayar paket atau DP yang hangus.
refusal-void-returned = Sebagian sudah dikembalikan; kembalikan sisanya sebagai pengembalian.
refusal-void-closed = Lacinya sudah dihitung: lakukan sebagai pengembalian.
refusal-package-unknown = Paket itu tidak ada.
refusal-package-sessions = Tinggal { $left } sesi.
refusal-package-valid_days = Isi 1 sampai 36.500 hari, atau kosongkan bila tanpa batas.
refusal-package-count = Satu paket berisi 2 sampai 999 sesi.
refusal-package-price = Harga paling sedikit satu satuan uang untuk tiap sesi.
refusal-package-too_early = Sesi dipakai saat pasien sudah datang.
refusal-package-expired = Paket ini berakhir { $day }. Sesi yang belum dipakai bisa dikembalikan.
refusal-package-paid = Tinggal { $due } yang harus dibayar: kembalikan dulu yang sudah dibayar, lalu pakai sesinya.
refusal-package-not_theirs = Paket ini milik { $owner } dan tidak bisa dipakai bersama.
refusal-package-no_line = Tidak ada perawatan di tagihan ini untuk { $package }.
refusal-line-derived = Baris ini mengikuti baris lain; ia datang dan pergi bersamanya.
refusal-line-package_used = Sesi paket ini sudah dipakai atau dikembalikan: barisnya tetap.
refusal-line-reduced = Hapus dulu yang menempel pada baris ini.
refusal-line-shares = Bagian orang yang berbeda harus berjumlah 100 persen.
refusal-tip-staff = Tip untuk siapa?
refusal-write_off-not_done = Hanya yang sudah selesai dan belum dibayar bisa dihapuskan.
refusal-write_off-above = Antara 1 dan sisa tagihan ({ $due }).
refusal-deposit-clinic = Yang dibatalkan klinik sendiri tidak merugikan pasien.
refusal-deposit-late_move = Sudah terlambat untuk pindah: DP { $amount } akan hangus. Pastikan dulu.
refusal-tax-mode = Pajak: tanpa, termasuk harga (inclusive) atau ditambahkan (exclusive).

# drawer
refusal-count-piece = Tidak ada pecahan { $value } untuk dihitung, atau tidak sebanyak itu.
refusal-count-empty = Hitung dulu: per pecahan, atau satu jumlah. Laci kosong berarti 0.
refusal-count-again = Laci ini sudah dihitung. Tulis alasan menghitung ulang; kedua hitungan disimpan.
refusal-drawer-short = Uang sebanyak itu tidak mungkin ada di laci ini. Kurangi jumlahnya, pakai cara lain, atau isi laci dulu.
refusal-drawer-wait = Uang sebanyak itu tidak mungkin ada di laci ini, dan sudah terlalu sering dicoba. Coba lagi pukul { $at }, atau hitung lacinya.
refusal-drawer-note = Sesi sebelumnya meninggalkan { $left }. Hitung lagi, atau tulis di sini mengapa berbeda.
refusal-drawer-kind = Membuka laci tanpa transaksi bukan mutasi kas.
refusal-drawer-amount = Jumlahnya harus lebih dari nol.
refusal-drawer-unknown = Sesi itu tidak ada.
refusal-drawer-closed_already = { $who } sudah menutup laci ini pukul { $at } (Z { $number }). Tidak ada yang diulang.
refusal-drawer-not_counted = Hitung dulu laci ini.
refusal-drawer-difference_note = Selisihnya { $difference }. Tulis dari mana asalnya, sejauh Anda tahu.
refusal-drawer-left_in = Yang dihitung hanya { $counted }; tidak bisa lebih dari itu yang tinggal di laci.
refusal-drawer-unconfirmed = Cocokkan dulu { $method } dengan struk atau aplikasinya.
refusal-drawer-method_note = Lewat { $method } diterima { $taken }. Tulis mengapa struk atau aplikasinya berbeda.
refusal-drawer-unfinished = { $patient } sudah selesai tetapi belum lunas (semuanya { $count }). Tentukan kelanjutannya.
refusal-drawer-carried_note = Tulis siapa yang mengurus { $patient } dan bagaimana.
refusal-drawer-not_yours = Ini sesi { $who }: hanya dia yang bisa menyerahkannya.
refusal-z-unknown = Laporan tutup kas itu tidak ada.
refusal-day-future = Hari itu belum tiba.
refusal-day-closed_already = { $who } sudah menutup hari itu pukul { $at }.
refusal-day-drawer_open = { $drawer } masih terbuka ({ $who }). Tutup dulu.
refusal-day-visits = { $count } pasien hari itu masih di sini. Selesaikan dulu kunjungannya.
refusal-day-open = Hari itu tidak ditutup.
refusal-day-earlier = { $day } belum ditutup. Hari ditutup berurutan: tutup hari itu dulu.
refusal-count-sees = Anda boleh melihat berapa seharusnya isi { $drawer }, jadi orang lain yang menghitungnya.

# pengeluaran
refusal-expense-future = { $day } belum tiba: pengeluaran dicatat saat dibayar.
refusal-expense-drawer_today = Uang laci keluar hari ini: untuk hari sebelumnya pilih bank atau pemilik.
refusal-expense-voided = Pengeluaran ini sudah dibatalkan.
refusal-expense-unknown = Pengeluaran itu tidak ada.
refusal-category-fixed = Kategori bawaan tidak bisa diubah.
refusal-category-unknown = Kategori itu tidak ada.
refusal-recurring-day = Tanggal dalam bulan: 1 sampai 31.
refusal-recurring-unknown = Pengeluaran rutin itu tidak ada.

# angka
refusal-rate-form = Persentase 0 sampai 100, misalnya 10 atau 12,5%.
refusal-staff-commission = Komisi antara 0 dan 100 %.
refusal-report-order = Hari terakhir mendahului hari pertama.
refusal-report-long = Laporan paling panjang sepuluh tahun.
refusal-report-counting = Laci "{ $drawer }" sedang Anda pegang: angka sejak laci dibuka terlihat setelah dihitung.

refusal-category-needed = Pilih kategori: panah bawah membuka daftar.

### receipt

# bill
receipt-discount = Diskon { $what }

receipt-training = *** LATIHAN - BUKAN STRUK ***
receipt-copy = SALINAN { $number }
receipt-cashier = Kasir { $name }
receipt-patient = Pasien { $name }
receipt-rounding = Pembulatan
receipt-total = TOTAL
receipt-paid_before = Sudah dibayar
receipt-deposit = Uang muka { $method }
receipt-refund = Pengembalian { $method }
receipt-void = Pembatalan { $method }
receipt-tendered = Diterima
receipt-change = Kembali
receipt-reference = Ref. { $text }
receipt-waiting = Menunggu verifikasi
receipt-due = SISA TAGIHAN
ticket-number = NOMOR ANTREAN
ticket-ahead = Antrean di depan Anda: { $count }
ticket-estimate = Perkiraan menunggu { $minutes } menit
ticket-estimate_unknown = Perkiraan menunggu: -
ticket-wait = Mohon tunggu sampai nomor Anda dipanggil.

# z
z-number = LAPORAN TUTUP KAS Z { $number }
z-opened = Dibuka
z-closed = Ditutup
z-handed_by = diserahkan oleh { $name }
z-handed_to = diserahkan kepada { $name }
z-training = *** LATIHAN - BUKAN LAPORAN ***
z-reprint = *** CETAK ULANG ***
z-on_the_slip = menurut struk atau aplikasi
z-received = DITERIMA
z-refunds = Pengembalian ({ $count })
z-voids = Pembatalan ({ $count })
z-discounts = Diskon ({ $count })
z-rounding = Pembulatan ({ $count })
z-failed = Gagal ({ $count })
z-waiting = Belum diverifikasi ({ $count })
z-receipts = Struk ({ $count })
z-float = Modal kas
z-opening_difference = Selisih awal
z-cash = Tunai diterima
z-paid_in = Kas masuk
z-paid_out = Kas keluar
z-dropped = Ke brankas
z-expected = SEHARUSNYA
z-counted = DIHITUNG
z-difference = SELISIH
z-opening_note = Saat dibuka: { $text }
z-note = Catatan: { $text }
z-approved_by = Disetujui { $name }
z-count = { $who }
z-left_in = Tinggal di laci
z-to_safe = Masuk brankas
z-no_sales = Dibuka tanpa transaksi: { $count }
z-unfinished = Selesai tetapi belum lunas
z-receivable = piutang { $note }
z-carried = dibawa ke besok { $note }
z-perpetual = Total sepanjang masa
z-trail = Jejak
receipt-tax = Pajak { $what }
receipt-tax_included = termasuk pajak { $what }
receipt-tip = Tip { $what }
receipt-forfeit = DP hangus
receipt-given_back = Dikembalikan
receipt-write_off = Dihapuskan
receipt-is_void = *** BATAL ***
receipt-part_void = *** BATAL { $amount } ***
receipt-is_refund = PENGEMBALIAN
