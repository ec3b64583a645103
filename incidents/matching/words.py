"""Words that the comparison of claims knows.  All in the folded form (`comms.core.text.fold`),
but for phrases that are told apart by their marks."""

# ruff: noqa: SIM905  (long lists are easier read in lines)

# How people write in haste → what it stands for.
SHORT = {
    "k": "khong",
    "ko": "khong",
    "kg": "khong",
    "kh": "khong",
    "hok": "khong",
    "hong": "khong",
    "khg": "khong",
    "khon": "khong",
    "dc": "duoc",
    "dk": "duoc",
    "ng": "nguoi",
    "ngta": "nguoi ta",
    "mn": "moi nguoi",
    "mng": "moi nguoi",
    "vs": "voi",
    "j": "gi",
    "z": "vay",
    "r": "roi",
    "nc": "nuoc",
    "vn": "viet nam",
    "cp": "chinh phu",
    "nn": "nha nuoc",
    "hn": "ha noi",
    "hcm": "ho chi minh",
    "tphcm": "thanh pho ho chi minh",
    "tp": "thanh pho",
    "btp": "bo tu phap",
    "stp": "so tu phap",
    "bca": "bo cong an",
    "btc": "bo tai chinh",
    "byt": "bo y te",
    "bnv": "bo noi vu",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "tand": "toa an nhan dan",
    "vks": "vien kiem sat",
    "qh": "quoc hoi",
    "nd": "nghi dinh",
    "tt": "thong tu",
    "qd": "quyet dinh",
    "ct": "chi thi",
    "lltp": "ly lich tu phap",
    "tha": "thi hanh an",
    "thads": "thi hanh an dan su",
    "tgpl": "tro giup phap ly",
    "pbgdpl": "pho bien giao duc phap luat",
    "cccd": "can cuoc cong dan",
    "cmnd": "chung minh nhan dan",
    "bhxh": "bao hiem xa hoi",
    "gplx": "giay phep lai xe",
    "dkkh": "dang ky ket hon",
    "dvc": "dich vu cong",
    "gks": "giay khai sinh",
    "ccv": "cong chung vien",
    "dgv": "dau gia vien",
    "chv": "chap hanh vien",
    "ls": "luat su",
    "tk": "tai khoan",
    "fb": "facebook",
    "hso": "ho so",
    "thag": "thang",
}

# Without which a claim says the same.
EMPTY = frozenset(
    (
        "la va thi ma cua cac nhung nay do kia se da dang cung lai rang ve voi cho o tai boi bi duoc nhe nha a oi "
        "oh u ah the vay roi het ca deu duoi len xuong ra vao den tu trong khi neu vi nen cu moi tung mot bang "
        "con hay hoac gi nghe noi tin thong bao don biet theo co viec su cai chiec sap vua ngay hom hien gio bay "
        "toi minh ho ai dau sao nao chac hinh nhu phai can muon"
    ).split()
)

# What many claims about this ministry have in common: it counts, but little.
LIGHT = frozenset(
    (
        "nguoi dan nha nuoc bo tu phap luat chinh phu nam thang quy dinh so co quan viet viet_nam toan quoc moi "
        "tat ba ong ho can cong quyet dong ban hanh thuc yeu cau bat buoc thong nghi"
    ).split()
)

NOT = frozenset({"khong", "chang", "chua"})

# Two claims of which one says the first and the other the second do not say the same.  Written with their marks: "bỏ"
# and "Bộ" are one word without them.
OPPOSITES = (
    (("tăng", "nâng"), ("giảm", "hạ", "cắt")),
    (("thu hồi",), ("cấp", "trả lại")),
    (("bãi bỏ", "hủy bỏ", "xóa bỏ", "bỏ quy định"), ("bổ sung", "ban hành")),
    (("miễn",), ("thu", "nộp", "tăng")),
    (("cấm",), ("cho phép",)),
    (("mở",), ("đóng cửa",)),
    (("bắt buộc",), ("tự nguyện",)),
    (("gia hạn", "kéo dài"), ("rút ngắn",)),
    (("sớm",), ("muộn", "chậm")),
    (("trả lời",), ("từ chối",)),
    (("tuyển",), ("cắt giảm", "sa thải")),
    (("sáp nhập",), ("chia tách", "tách")),
    (("trước ngày",), ("sau ngày",)),
    (("người mua",), ("người bán",)),
)
# A denial speaks of the claim without saying it.
DENIALS = ("bác bỏ", "phủ nhận", "đính chính", "bác tin", "khẳng định không", "là tin giả", "là sai sự thật")

PLACES = tuple(
    (
        "ha noi,ho chi minh,sai gon,hai phong,da nang,can tho,hue,an giang,ba ria,vung tau,bac giang,bac kan,"
        "bac lieu,bac ninh,ben tre,binh dinh,binh duong,binh phuoc,binh thuan,ca mau,cao bang,dak lak,dak nong,"
        "dien bien,dong nai,dong thap,gia lai,ha giang,ha nam,ha tinh,hai duong,hau giang,hoa binh,hung yen,"
        "khanh hoa,kien giang,kon tum,lai chau,lam dong,lang son,lao cai,long an,nam dinh,nghe an,ninh binh,"
        "ninh thuan,phu tho,phu yen,quang binh,quang nam,quang ngai,quang ninh,quang tri,soc trang,son la,"
        "tay ninh,thai binh,thai nguyen,thanh hoa,tien giang,tra vinh,tuyen quang,vinh long,vinh phuc,yen bai"
    ).split(",")
)

AGENCIES = tuple(
    (
        "bo tu phap,bo cong an,bo tai chinh,bo noi vu,bo y te,bo quoc phong,bo ngoai giao,bo xay dung,"
        "bo cong thuong,bo giao duc,bo khoa hoc,bo van hoa,bo nong nghiep,bo dan toc,so tu phap,so tai chinh,"
        "so y te,so xay dung,so noi vu,toa an,vien kiem sat,quoc hoi,thanh tra chinh phu,ngan hang nha nuoc,"
        "bao hiem xa hoi,kiem toan nha nuoc,hai quan,co quan thue,van phong chinh phu"
    ).split(",")
)

NUMERALS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
SCALES = {"nghin": 1000, "ngan": 1000, "k": 1000, "trieu": 1_000_000, "tr": 1_000_000, "ty": 1_000_000_000}
# Beside these a numeral in letters is a number; beside others "ba" is a woman and "nam" a man.
COUNTED = frozenset(["nghin", "ngan", "trieu", "ty", "tram", "nam", "thang", "ngay", "tuoi", "lan", "gio", "dong"])
