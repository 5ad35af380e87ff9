"""Every term that the mapping writes, as a node, once."""

from __future__ import annotations

from pyoxigraph import NamedNode

from rolegraph.graph.namespaces import (
    DCTERMS,
    PROV,
    QB,
    RDF,
    RDFS,
    RG,
    SCHEMA,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
    SKOS,
    XSD,
)

TYPE = NamedNode(RDF + "type")
RDFS_LABEL = NamedNode(RDFS + "label")

# Classes
ROLE_PROFILE = NamedNode(RG + "RoleProfile")
ROLE_CLASS = NamedNode(RG + "Role")
SKILL_CLASS = NamedNode(RG + "Skill")
EXPERIENCE_BAND_CLASS = NamedNode(RG + "ExperienceBand")
DUTY_CLASS = NamedNode(RG + "Duty")
SKILL_REQUIREMENT_CLASS = NamedNode(RG + "SkillRequirement")
SKILL_MENTION_CLASS = NamedNode(RG + "SkillMention")
ALTERNATIVE_ROLE_CLASS = NamedNode(RG + "AlternativeRole")
CLASSIFICATION_CLASS = NamedNode(RG + "Classification")
ANNOUNCEMENT_CLASS = NamedNode(RG + "Announcement")
OCCUPATION = NamedNode(SCHEMA + "Occupation")
DEFINED_TERM = NamedNode(SCHEMA + "DefinedTerm")
CATEGORY_CODE = NamedNode(SCHEMA + "CategoryCode")
COUNTRY_CLASS = NamedNode(SCHEMA + "Country")
MONETARY_AMOUNT = NamedNode(SCHEMA + "MonetaryAmount")
MONETARY_AMOUNT_DISTRIBUTION = NamedNode(SCHEMA + "MonetaryAmountDistribution")
CONCEPT = NamedNode(SKOS + "Concept")
CONCEPT_SCHEME = NamedNode(SKOS + "ConceptScheme")
OBSERVATION = NamedNode(QB + "Observation")
DATA_SET = NamedNode(QB + "DataSet")
ENTITY = NamedNode(PROV + "Entity")
ACTIVITY = NamedNode(PROV + "Activity")
SOFTWARE_AGENT = NamedNode(PROV + "SoftwareAgent")

# A profile and what hangs on it
ROLE = NamedNode(RG + "role")
COUNTRY = NamedNode(RG + "country")
EXPERIENCE_BAND = NamedNode(RG + "experienceBand")
DUTY = NamedNode(RG + "duty")
RESPONSIBILITIES = NamedNode(SCHEMA + "responsibilities")
SKILL_REQUIREMENT = NamedNode(RG + "skillRequirement")
SKILLS = NamedNode(SCHEMA + "skills")
SKILL_MENTION = NamedNode(RG + "skillMention")
MENTIONS_SKILL = NamedNode(RG + "mentionsSkill")
ALTERNATIVE = NamedNode(RG + "alternative")
ALTERNATIVE_ROLE = NamedNode(RG + "alternativeRole")
CLASSIFICATION = NamedNode(RG + "classification")
OCCUPATIONAL_CATEGORY = NamedNode(SCHEMA + "occupationalCategory")
ANNOUNCEMENT = NamedNode(RG + "announcement")
ANNOUNCES = NamedNode(RG + "announces")
ANNOUNCED_NUMBER = NamedNode(RG + "announcedNumber")
ESTIMATED_SALARY = NamedNode(SCHEMA + "estimatedSalary")
MAIN_ENTITY_OF_PAGE = NamedNode(SCHEMA + "mainEntityOfPage")
OUTLOOK = NamedNode(RG + "outlook")
OUTLOOK_TREND = NamedNode(RG + "outlookTrend")
OUTLOOK_TREND_TEXT = NamedNode(RG + "outlookTrendText")
OUTLOOK_GROWTH = NamedNode(RG + "outlookGrowth")
OUTLOOK_GROWTH_TEXT = NamedNode(RG + "outlookGrowthText")
OUTLOOK_PERIOD = NamedNode(RG + "outlookPeriod")
OUTLOOK_PERIOD_TEXT = NamedNode(RG + "outlookPeriodText")

# Items
ITEM = NamedNode(SCHEMA + "item")
NAME = NamedNode(SCHEMA + "name")
ALTERNATE_NAME = NamedNode(SCHEMA + "alternateName")
DESCRIPTION = NamedNode(SCHEMA + "description")
POSITION = NamedNode(SCHEMA + "position")
IMPORTANCE = NamedNode(RG + "importance")
LEVEL = NamedNode(RG + "level")
SCORE = NamedNode(RG + "score")
NECESSITY = NamedNode(RG + "necessity")
SOURCE_TEXT = NamedNode(RG + "sourceText")
CODE_VALUE = NamedNode(SCHEMA + "codeValue")
IN_CODE_SET = NamedNode(SCHEMA + "inCodeSet")
SCHEME_NAME = NamedNode(RG + "schemeName")

# The salary cube
QB_DATA_SET = NamedNode(QB + "dataSet")
QB_STRUCTURE = NamedNode(QB + "structure")
SALARY_STRUCTURE = NamedNode(RG + "salaryStructure")
REF_AREA = NamedNode(SDMX_DIMENSION + "refArea")
REF_PERIOD = NamedNode(SDMX_DIMENSION + "refPeriod")
UNIT_MEASURE = NamedNode(SDMX_ATTRIBUTE + "unitMeasure")
PAY_PERIOD = NamedNode(RG + "payPeriod")
SOURCE = NamedNode(RG + "source")
MIN_VALUE = NamedNode(SCHEMA + "minValue")
MAX_VALUE = NamedNode(SCHEMA + "maxValue")
CURRENCY_CODE = NamedNode(SCHEMA + "currency")
CURRENCY_BASIS = NamedNode(RG + "currencyBasis")

# Distributions of pay, beside the cube
MEDIAN = NamedNode(SCHEMA + "median")
MEAN = NamedNode(RG + "mean")
PERCENTILE_10 = NamedNode(SCHEMA + "percentile10")
PERCENTILE_25 = NamedNode(SCHEMA + "percentile25")
PERCENTILE_75 = NamedNode(SCHEMA + "percentile75")
PERCENTILE_90 = NamedNode(SCHEMA + "percentile90")
DURATION = NamedNode(SCHEMA + "duration")

# The vocabulary
IN_SCHEME = NamedNode(SKOS + "inScheme")
PREF_LABEL = NamedNode(SKOS + "prefLabel")
ALT_LABEL = NamedNode(SKOS + "altLabel")
HIDDEN_LABEL = NamedNode(SKOS + "hiddenLabel")
NOTATION = NamedNode(SKOS + "notation")
EXACT_MATCH = NamedNode(SKOS + "exactMatch")
MIN_YEARS = NamedNode(RG + "minYears")
MAX_YEARS = NamedNode(RG + "maxYears")

# A page and its history
IDENTIFIER = NamedNode(DCTERMS + "identifier")
LICENSE = NamedNode(DCTERMS + "license")
DC_SOURCE = NamedNode(DCTERMS + "source")
CITATION = NamedNode(DCTERMS + "bibliographicCitation")
FORMAT = NamedNode(DCTERMS + "format")
LANGUAGE = NamedNode(DCTERMS + "language")
MODIFIED = NamedNode(DCTERMS + "modified")
CHECKSUM = NamedNode(RG + "checksum")
SOURCE_FORMAT = NamedNode(RG + "sourceFormat")
PRIMARY_SOURCE = NamedNode(PROV + "hadPrimarySource")
SPECIALIZATION_OF = NamedNode(PROV + "specializationOf")
REVISION_CHECKSUM = NamedNode(RG + "revisionChecksum")
GENERATED_AT = NamedNode(PROV + "generatedAtTime")
GENERATED_BY = NamedNode(PROV + "wasGeneratedBy")
REVISION_OF = NamedNode(PROV + "wasRevisionOf")
INVALIDATED_AT = NamedNode(PROV + "invalidatedAtTime")
INVALIDATED_BY = NamedNode(PROV + "wasInvalidatedBy")
STARTED_AT = NamedNode(PROV + "startedAtTime")
ENDED_AT = NamedNode(PROV + "endedAtTime")
ASSOCIATED_WITH = NamedNode(PROV + "wasAssociatedWith")
SOFTWARE_VERSION = NamedNode(RG + "softwareVersion")

# Links to taxonomies, and things that became one
ALIGNMENT_CLASS = NamedNode(RG + "Alignment")
ALIGNED_SUBJECT = NamedNode(RG + "alignedSubject")
ALIGNED_OBJECT = NamedNode(RG + "alignedObject")
RELATION = NamedNode(RG + "relation")
ALIGNMENT_SCORE = NamedNode(RG + "alignmentScore")
METHOD = NamedNode(RG + "method")
EVIDENCE = NamedNode(RG + "evidence")
DECISION = NamedNode(RG + "decision")
DECIDED_AT = NamedNode(RG + "decidedAt")
IS_REPLACED_BY = NamedNode(DCTERMS + "isReplacedBy")

# Datatypes
XSD_INTEGER = NamedNode(XSD + "integer")
XSD_DECIMAL = NamedNode(XSD + "decimal")
XSD_DURATION = NamedNode(XSD + "duration")
XSD_DATE = NamedNode(XSD + "date")
XSD_DATE_TIME = NamedNode(XSD + "dateTime")
