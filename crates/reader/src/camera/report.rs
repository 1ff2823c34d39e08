//! How a camera was set and what it gives, for whoever sets up a desk.

/// What a running camera is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraReport {
    /// Width and height of the newest picture, in pixels.
    pub size: (usize, usize),
    /// Frames a second, as counted over the last two seconds.
    pub rate: f32,
    /// What was agreed on with the device; none of files.
    pub device: Option<DeviceReport>,
}

/// What was agreed on with a device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeviceReport {
    /// In which form its pictures come.
    pub format: PictureFormat,
    /// How many frames a second it promised, if it said.
    pub promised: Option<f32>,
    /// What was set.
    pub settings: Settings,
}

/// In which form a camera's pictures come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Each a JPEG.
    Mjpeg,
    /// Uncompressed, two bytes a pixel.
    Yuyv,
}

/// What was set at a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Focus that follows the card by itself.
    pub continuous_focus: Answer,
    /// Focus on what is near; set only where the camera has no continuous one.
    pub near_focus: Answer,
    /// Exposure that follows the light by itself.
    pub automatic_exposure: Answer,
    /// That exposure does not slow the frames down.
    pub steady_rate: Answer,
    /// That lamps at a mains of 50 Hz do not flicker.
    pub mains: Answer,
}

/// What a camera said to a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It was set.
    Set,
    /// It has no such setting.
    NotOffered,
    /// It has, and did not take it.
    Refused,
}
