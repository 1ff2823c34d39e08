/// Holds the band of a fine for a person, in whole đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fine {
    /// Least, in đồng.
    pub least: u64,
    /// Most, in đồng; `None` where no band is known for so many people.
    pub most: Option<u64>,
}

/// Holds what not notifying costs at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exposure {
    /// For the citizens who were not notified; `None` when there are none.
    pub citizens: Option<Fine>,
    /// For the foreigners who were not notified; `None` when there are none.
    pub foreigners: Option<Fine>,
}

impl Fine {
    /// Gives the band for an organisation, such as a hospital or a company: twice that for a person (Decree
    /// 282/2025/NĐ-CP, general rule on the amounts; likely: read in the press, not in the text).
    #[must_use]
    pub const fn of_organisation(self) -> Self {
        let most = match self.most {
            Some(most) => Some(most * 2),
            None => None,
        };
        Self { least: self.least * 2, most }
    }
}

const MILLION: u64 = 1_000_000;

/// Fewest people of a band, and the band in million đồng (Decree 282/2025/NĐ-CP art. 10, in force since 15/12/2025),
/// highest first.
const CITIZENS: [(u32, u64, u64); 3] = [(9, 8, 12), (4, 4, 8), (1, 2, 4)];

/// Band for 1 to 3 foreigners in million đồng (same article). For more the source at hand gives none.
const FOREIGNERS: (u32, u64, u64) = (3, 3, 5);

/// Says in which bands the fine would fall for this many people who are overdue.
pub fn exposure(citizens: u32, foreigners: u32) -> Exposure {
    Exposure { citizens: fine_citizens(citizens), foreigners: fine_foreigners(foreigners) }
}

fn fine_citizens(people: u32) -> Option<Fine> {
    let (_, least, most) = CITIZENS.into_iter().find(|(fewest, ..)| people >= *fewest)?;
    Some(Fine { least: least * MILLION, most: Some(most * MILLION) })
}

fn fine_foreigners(people: u32) -> Option<Fine> {
    let (band, least, most) = FOREIGNERS;
    let most = (people <= band).then_some(most * MILLION);
    (people > 0).then_some(Fine { least: least * MILLION, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_decree_282() {
        let table = [(0, None), (1, Some((2, 4))), (3, Some((2, 4))), (4, Some((4, 8))), (8, Some((4, 8)))];
        let more = [(9, Some((8, 12))), (500, Some((8, 12)))];
        for (people, band) in table.into_iter().chain(more) {
            let fine = band.map(|(least, most)| Fine { least: least * MILLION, most: Some(most * MILLION) });
            assert_eq!(exposure(people, 0), Exposure { citizens: fine, foreigners: None }, "{people}");
        }
    }

    #[test]
    fn foreigners_have_a_band_of_their_own() {
        for (people, most) in [(1, Some(5 * MILLION)), (3, Some(5 * MILLION)), (4, None)] {
            assert_eq!(exposure(0, people).foreigners, Some(Fine { least: 3 * MILLION, most }), "{people}");
        }
        assert_eq!(exposure(2, 0).foreigners, None);
    }

    #[test]
    fn an_organisation_pays_twice() {
        let fine = exposure(4, 4);
        let doubled = |fine: Option<Fine>| fine.map(Fine::of_organisation).map(|fine| (fine.least, fine.most));
        assert_eq!(doubled(fine.citizens), Some((8 * MILLION, Some(16 * MILLION))));
        assert_eq!(doubled(fine.foreigners), Some((6 * MILLION, None)));
    }
}
