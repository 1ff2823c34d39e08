//! The house: what it is, and what stands in it. It is furnished once, from a file, when the store is new.

use std::num::NonZeroU32;

use jiff::Timestamp;
use lodging::{Cleanliness, Department, DepartmentId, Room, RoomId};
use serde::{Deserialize, Serialize};
use store::{Store, StoreError, Write};

use crate::ambient::Ambient;

/// The name of the setting the house is kept under.
const SETTING: &str = "house";

/// What is set about the house as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct House {
    /// Its name, as guests and the police know it.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What it is.
    pub kind: HouseKind,
    /// It lies in a remote area: foreigners are declared within 24 hours instead of 12.
    #[serde(default)]
    pub remote: bool,
    /// What "not known yet" is taken as, in nights.
    #[serde(default = "unknown_nights")]
    pub unknown_nights: u32,
    /// After how many days this device takes another key.
    #[serde(default = "device_key_days")]
    pub device_key_days: NonZeroU32,
}

/// Kinds of houses, as far as the screens differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HouseKind {
    /// Cơ sở khám chữa bệnh.
    Hospital,
    /// Nhà nghỉ, khách sạn.
    Guesthouse,
}

/// Why a house could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The text is not a house.
    #[error("không hiểu tệp cơ sở (--house), gần byte {0:?}")]
    NotAHouse(Option<usize>),
    /// A night count no stay can have.
    #[error("unknown_nights phải từ 1 đến {most}: từ 30 ngày thì đăng ký tạm trú")]
    Nights {
        /// The most there can be.
        most: u32,
    },
    /// The store is new and no file says what the house is.
    #[error("dữ liệu này chưa có cơ sở: chạy một lần với --house TỆP")]
    NoHouse,
    /// The store refused.
    #[error("{}", crate::say::store(.0))]
    Store(#[from] StoreError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HouseFile {
    name: String,
    address: String,
    kind: HouseKind,
    #[serde(default)]
    remote: bool,
    #[serde(default = "unknown_nights")]
    unknown_nights: u32,
    #[serde(default = "device_key_days")]
    device_key_days: NonZeroU32,
    #[serde(default)]
    departments: Vec<String>,
    #[serde(default)]
    floors: Vec<FloorFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FloorFile {
    number: i16,
    rooms: Vec<RoomFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoomFile {
    name: String,
    beds: u8,
}

/// Gives the house of this store, furnishing it first from `file` if the store is new.
///
/// # Errors
///
/// [`HouseError`]; a new store stays unfurnished then.
pub fn open(store: &Store, file: Option<&str>, now: Timestamp, ambient: &dyn Ambient) -> Result<House, HouseError> {
    if let Some(house) = store.read(|read| read.settings().get::<House>(SETTING))? {
        return Ok(house);
    }
    let file: HouseFile = toml::from_str(file.ok_or(HouseError::NoHouse)?)
        .map_err(|error: toml::de::Error| HouseError::NotAHouse(error.span().map(|span| span.start)))?;
    if !(1..=duty::MOST_NIGHTS.unsigned_abs()).contains(&file.unknown_nights) {
        return Err(HouseError::Nights { most: duty::MOST_NIGHTS.unsigned_abs() });
    }
    let house = House {
        name: file.name.clone(),
        address: file.address.clone(),
        kind: file.kind,
        remote: file.remote,
        unknown_nights: file.unknown_nights,
        device_key_days: file.device_key_days,
    };
    store.write(|write| {
        write.settings().set(SETTING, &house)?;
        furnish(*write, &file, now, ambient)
    })?;
    Ok(house)
}

fn furnish(write: Write<'_>, file: &HouseFile, now: Timestamp, ambient: &dyn Ambient) -> Result<(), StoreError> {
    for name in &file.departments {
        let id = DepartmentId::new(now, ambient.id_bytes());
        write.departments().save(&Department { id, name: name.clone() })?;
    }
    for floor in &file.floors {
        for RoomFile { name, beds } in &floor.rooms {
            let id = RoomId::new(now, ambient.id_bytes());
            let state = Cleanliness::Ready;
            write.rooms().save(&Room { id, floor: floor.number, name: name.clone(), beds: *beds, state })?;
        }
    }
    Ok(())
}

const fn unknown_nights() -> u32 {
    3
}

/// A year: no rule of the hub asks for it.
const fn device_key_days() -> NonZeroU32 {
    const { NonZeroU32::new(365).expect("a year has days") }
}
