//! `loket tenant`: the clinics of an installation, for whoever administers it.

use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Ended, Streams, wait};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::desk::Done;
use crate::desk::tenant::{Platform, Tenant as Row};
use crate::i18n::Words;

#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Keeps a place for one more.
    Add(Limited),
    /// How large it may get.
    Limit(Limited),
    /// Every clinic, its state and its size.
    List {
        #[arg(long)]
        json: bool,
    },
    /// Lets it work again.
    Resume { slug: String },
    /// Lets nobody work there.
    Suspend { slug: String },
}

#[derive(Debug, Args)]
pub struct Limited {
    slug: String,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    max_users: Option<i64>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    max_patients: Option<i64>,
}

/// Does it over the address of the settings, which on a server is an administrator's.
pub fn run(command: &Tenant, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let list = wait(async {
        let platform = Platform::at(&config.database, Arc::new(SystemClock)).await?;
        let done = obey(command, &platform).await;
        platform.close().await;
        done
    })??;
    match command {
        Tenant::List { json: true } => {
            let all: Vec<_> = list.iter().map(as_json).collect();
            writeln!(streams.out, "{}", serde_json::Value::from(all))?;
        }
        Tenant::List { json: false } => {
            for tenant in &list {
                writeln!(streams.out, "{}", line(tenant, words))?;
            }
        }
        Tenant::Add(Limited { slug, .. }) => said("added", slug, words, streams)?,
        Tenant::Limit(Limited { slug, .. }) => said("limited", slug, words, streams)?,
        Tenant::Resume { slug } => said("resumed", slug, words, streams)?,
        Tenant::Suspend { slug } => said("suspended", slug, words, streams)?,
    }
    Ok(())
}

async fn obey(command: &Tenant, platform: &Platform) -> Done<Vec<Row>> {
    match command {
        Tenant::List { .. } => return platform.list().await,
        Tenant::Add(limited) => {
            platform.add(&limited.slug).await?;
            if limited.max_users.is_some() || limited.max_patients.is_some() {
                platform.limit(&limited.slug, limited.max_users, limited.max_patients).await?;
            }
        }
        Tenant::Limit(limited) => {
            platform.limit(&limited.slug, limited.max_users, limited.max_patients).await?;
        }
        Tenant::Resume { slug } => platform.let_work(slug, true).await?,
        Tenant::Suspend { slug } => platform.let_work(slug, false).await?,
    }
    Ok(Vec::new())
}

fn said(what: &str, slug: &str, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let text = words.fill(&format!("cli-tenant-{what}"), &[("clinic", slug.into())]);
    Ok(writeln!(streams.out, "{text}")?)
}

const fn state(tenant: &Row) -> &'static str {
    match (tenant.row.active, tenant.row.founded) {
        (false, _) => "suspended",
        (true, false) => "empty",
        (true, true) => "active",
    }
}

fn line(tenant: &Row, words: &Words) -> String {
    let limit = |limit: Option<i64>| limit.map_or_else(|| "–".to_owned(), |limit| limit.to_string());
    words.fill(
        "cli-tenant-line",
        &[
            ("clinic", tenant.row.slug.as_str().into()),
            ("state", words.text(&format!("cli-tenant-state-{}", state(tenant))).into_owned().into()),
            ("rows", tenant.size.rows.into()),
            ("kilobytes", (tenant.size.bytes / 1024).into()),
            ("users", limit(tenant.row.max_users).into()),
            ("patients", limit(tenant.row.max_patients).into()),
        ],
    )
}

fn as_json(tenant: &Row) -> serde_json::Value {
    json!({
        "slug": tenant.row.slug,
        "state": state(tenant),
        "rows": tenant.size.rows,
        "bytes": tenant.size.bytes,
        "max_users": tenant.row.max_users,
        "max_patients": tenant.row.max_patients,
    })
}
