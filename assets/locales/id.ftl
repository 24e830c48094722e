### words

### actions

### screens

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
refusal-config-log = Folder log { $path } tidak dapat ditulisi. loket tetap berjalan tanpa log.
refusal-db-path = { $place }: berkas basis data harus memakai path lengkap atau berada di folder data.

# time
refusal-time-gap = Pada hari itu jam dimajukan, sehingga waktu ini ({ $at }) tidak ada. Pilih waktu lain.
refusal-time-twice = Waktu ini ({ $at }) terjadi dua kali pada hari itu karena jam dimundurkan. Pilih waktu lain, atau sebutkan selisih UTC-nya.

# booking
refusal-booking-same = Janji ini sudah berada di tahap itu.
refusal-booking-ended = Janji ini sudah ditutup. Batalkan langkah terakhirnya untuk mengubahnya.
refusal-booking-backwards = Janji tidak dapat mundur satu tahap. Batalkan saja langkah terakhirnya.

# queue
refusal-ticket-step = Nomor antrean ini tidak sedang di tahap yang sesuai. Lihat lagi antreannya.

# hours
refusal-hours-invalid = Jam ini tidak cocok: jam mulai harus sebelum jam selesai, dalam satu hari, dan tidak bertumpuk dengan jam lain pada hari itu.

# bill and payment
refusal-discount-range = Diskon harus antara 0 dan 100 persen.
refusal-money-limit = Jumlah ini terlalu besar.
refusal-money-over = Jumlah ini melebihi sisa tagihan { $due }. Hanya tunai yang ada kembaliannya.
refusal-payment-empty = Isi jumlahnya.
refusal-payment-settled = Tidak ada sisa tagihan: sudah lunas.
refusal-payment-cash_left = Pembayaran lain sudah mencukupi: kosongkan tunainya.

### receipt
