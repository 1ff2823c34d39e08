//! What the pages are shown and what they may ask for. Nothing here decides: a view is a picture of the desk at one
//! moment, an act is one request of a person. TypeScript twins are generated into `ui/bindings` (see `tests/bindings.rs`).
//!
//! Views are the one place of this crate where personal facts stand open, because a screen must show them
//! (invariant 7); their `Debug` is therefore never derived.

mod camera;
mod change;
mod common;
mod devices;
mod exports;
mod kiosk;
mod link;
mod portal;
mod reception;
mod stage;

pub use camera::{AdviceName, GuidanceView, GuideView};
pub use change::{
    ChangeForm, ChangeView, ChangeWhat, EntryFieldName, EntryForm, EntryKindName, InspectionLine, InspectionView,
    ProofName, ProofView, PurposeForm, RoleName, TellingName, ToldLine,
};
pub use common::{
    ClockName, ClockView, DeviceState, Devices, EnrolmentView, FieldName, FindingView, Language, Refusal, RefusalCode,
    SourceName, TrustView,
};
pub use devices::{
    CamerasView, CardOnReader, CarriedName, ChoiceView, ChosenBy, DeliveredView, DeviceKindName, DeviceLine,
    DeviceProblem, DevicesView, EndName, ExposureName, FocusName, ModuleRoom, ModuleView, PayloadKind, PicturesView,
    ReaderLine, ReadersView, ScanView, ScannerWay, ScannersView,
};
pub use exports::{
    DifferenceLine, DifferenceName, ExportAsk, ExportKindName, ExportLine, ExportsView, LackingLine, LeftOutLine,
    PortalListAsk,
};
pub use kiosk::{
    DoneState, KioskAct, KioskRole, KioskScreen, KioskView, Nights, ReadAsk, ReadView, RelationName, StaffReason,
    StepDots, Tile, Trouble, WaitingView,
};
pub use link::{KeyView, NightDay, NightView};
pub use portal::{CallLine, CallName, CallWay, PortalForm, PortalTrouble, PortalView};
pub use reception::{
    Badge, BadgeState, CheckInForm, DraftFact, DraftView, FloorView, FoundGuest, LeftLine, OutboxLine, PersonLine,
    RadarLine, ReceptionAct, ReceptionDone, ReceptionView, RoomState, RoomTile, StayKindName, SyncState, SyncView,
    ToldKey, TypedFacts, WarningView,
};
pub use stage::{StageAct, StageProps};
